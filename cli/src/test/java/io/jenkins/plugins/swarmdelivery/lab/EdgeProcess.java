package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A proxy of users' own in front of a router, with the configuration that the page shows, on a port of this machine. */
final class EdgeProcess implements AutoCloseable {
    private static final String PAGE = "docs/behind-another-proxy.md";
    private static final long END_SECONDS = 30;

    private final Process process;
    private final URI address;

    private EdgeProcess(Path folder, int port, String... command) {
        address = URI.create("http://127.0.0.1:" + port);
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile());
            // Caddy keeps certificates and its last configuration there.
            builder.environment().put("HOME", folder.toString());
            builder.environment().put("XDG_CONFIG_HOME", folder.toString());
            builder.environment().put("XDG_DATA_HOME", folder.toString());
            process = builder.start();
            Await.until(command[0] + " listens: " + folder.resolve("log"), () -> listens(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EdgeProcess caddy(Path parent, List<URI> replicas) {
        int port = freePort();
        Path folder = folder(parent, "caddy");
        // A port alone takes requests for all names, and without TLS.
        String site = replaced(shown("Caddy", replicas), "shop.example.com", ":" + port);
        Path file = write(folder, "Caddyfile", "{\n\tadmin off\n}\n" + site);
        return new EdgeProcess(folder, port, "caddy", "run", "--adapter", "caddyfile", "--config", file.toString());
    }

    static EdgeProcess nginx(Path parent, List<URI> replicas) {
        int port = freePort();
        Path folder = folder(parent, "nginx");
        String site = replaced(shown("nginx", replicas), "443 ssl", "127.0.0.1:" + port)
                .replaceAll("(?m)^ *ssl_certificate.*\n", "");
        Path file = write(folder, "nginx.conf", """
                user root;
                worker_processes 1;
                daemon off;
                pid %1$s/pid;
                error_log %1$s/log;
                events {}
                http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                %2$s
                }
                """.formatted(folder, site));
        return new EdgeProcess(folder, port, "nginx", "-p", folder.toString(), "-c", file.toString());
    }

    /** The code below a heading of the page, for these replicas. */
    private static String shown(String heading, List<URI> replicas) {
        try {
            String page = Files.readString(LAB.project().resolve(PAGE));
            Matcher code = Pattern.compile("(?s)\n### " + heading + "\n.*?```\n(.*?)```")
                    .matcher(page);
            assertThat(code.find()).as("code below %s of %s", heading, PAGE).isTrue();
            String configuration = code.group(1);
            assertThat(replicas).hasSize(3);
            for (int i = 0; i < replicas.size(); i++) {
                URI replica = replicas.get(i);
                configuration = replaced(
                        configuration, "10.77.0.2" + (i + 1) + ":8080", replica.getHost() + ":" + replica.getPort());
            }
            return configuration;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String replaced(String text, String shown, String used) {
        assertThat(text).contains(shown);
        return text.replaceFirst(Pattern.quote(shown), Matcher.quoteReplacement(used));
    }

    private static Path folder(Path parent, String name) {
        try {
            return Files.createDirectory(parent.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path folder, String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Where users reach it. */
    URI address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS))
                    .as("it ended")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
