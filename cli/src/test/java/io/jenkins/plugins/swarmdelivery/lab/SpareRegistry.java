package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;

import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Docker Registry of a single test, at an address that the lab's nodes trust, behind a connection that can be cut.
 */
final class SpareRegistry implements AutoCloseable {
    static final String HOST = LAB.property("spareRegistry");

    private final Path folder;
    private final Path data;
    private final Optional<TokenServer> tokens;
    private final InetSocketAddress behind;
    private final Relay relay;
    private Process process;

    /**
     * @param folder for its files
     * @param disk megabytes that it may store; 0 for no limit
     * @param tokens the server that authorizes its users; empty to permit everything to everyone
     */
    SpareRegistry(Path folder, int disk, Optional<TokenServer> tokens) {
        try {
            this.folder = folder;
            this.tokens = tokens;
            data = Files.createDirectory(folder.resolve("data"));
            if (disk > 0) {
                LAB.run("mount", "-t", "tmpfs", "-o", "size=" + disk + "m", "spare-registry", data.toString());
            }
            behind = Relay.free(host());
            relay = new Relay(new InetSocketAddress(host(), Integer.parseInt(HOST.replaceFirst(".*:", ""))), behind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    static InetAddress host() {
        try {
            return InetAddress.getByName(HOST.replaceFirst(":.*", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The connection to it. */
    Relay line() {
        return relay;
    }

    void start() {
        // Relative, because it does not know its address at the other end of the connection.
        String text = """
                version: 0.1
                log: {level: error, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: "%s"}}
                http:
                  addr: "%s:%d"
                  relativeurls: true
                  tls: {certificate: "%s", key: "%s"}
                """.formatted(
                        data,
                        behind.getHostString(),
                        behind.getPort(),
                        LAB.property("registryCert"),
                        LAB.property("registryKey"));
        try {
            Path configuration = Files.writeString(
                    folder.resolve("registry.yml"),
                    text + tokens.map(server -> server.configuration(folder)).orElse(""));
            process = new ProcessBuilder("docker-registry", "serve", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("registry.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the spare registry answers", this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(behind);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void stop() {
        process.destroyForcibly();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** From now on, it accepts requests and does not respond. */
    void freeze() {
        LAB.run("kill", "-STOP", Long.toString(process.pid()));
    }

    void thaw() {
        LAB.run("kill", "-CONT", Long.toString(process.pid()));
    }

    /** Fills the remaining space; deleting the file frees it again. */
    Path fill() {
        Path filler = data.resolve("filler");
        // Ends with an error, as intended.
        LAB.run("sh", "-c", "cat /dev/zero >\"$1\" 2>/dev/null || true", "fill", filler.toString());
        return filler;
    }

    /** The digest that it serves for a tag, requested without our own code; empty if it has no such tag. */
    Optional<String> served(String repository, String tag) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://" + HOST + "/v2/" + repository + "/manifests/" + tag))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .header("Accept", "application/vnd.docker.distribution.manifest.v2+json");
        tokens.ifPresent(server -> request.header(
                "Authorization", "Bearer " + server.token("reader", List.of("repository:" + repository + ":pull"))));
        try {
            HttpResponse<Void> answer = HttpClient.newBuilder()
                    .sslContext(new ServerTrust(Optional.of(LAB.text("caFile"))).context())
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.discarding());
            return switch (answer.statusCode()) {
                case 200 -> answer.headers().firstValue("Docker-Content-Digest");
                case 404 -> Optional.empty();
                default ->
                    throw new AssertionError(answer + " " + answer.headers().map());
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        relay.close();
        stop();
        LAB.run("sh", "-c", "! mountpoint -q \"$1\" || umount \"$1\"", "unmount", data.toString());
    }
}
