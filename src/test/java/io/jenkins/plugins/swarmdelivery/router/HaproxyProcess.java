package io.jenkins.plugins.swarmdelivery.router;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a real HAProxy with the files of {@code router init} on free local ports. */
final class HaproxyProcess implements Closeable {
    static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
    private static final int START_TIMEOUT_MILLIS = 30_000;

    final int users = freePort();
    final int preview = freePort();
    final int https = freePort();
    final int redirect = freePort();
    private final int admin = freePort();
    private final String map;
    private final Process process;

    /** @param dns the port of a DNS server that replaces Docker's */
    HaproxyProcess(Path folder, RouterSetup setup, int dns) throws IOException, InterruptedException {
        Path routes = folder.resolve("routes.map");
        map = routes.toString();
        Files.writeString(routes, RouterInit.files(setup).get("routes.map").replaceAll("\\{\\{.*}}", RouteText.NONE));
        String config = RouterInit.files(setup).get("haproxy.cfg");
        int from = config.indexOf("# The runtime API, for those alone");
        int to = config.indexOf("defaults\n    mode http");
        Path file = folder.resolve("haproxy.cfg");
        Files.writeString(
                file,
                (config.substring(0, from) + config.substring(to))
                        .replace(HaproxyMap.FILE, map)
                        .replace("bind :8080", "bind 127.0.0.1:" + users)
                        .replace("bind :8081", "bind 127.0.0.1:" + preview)
                        .replace("bind :" + UserTls.PORT, "bind 127.0.0.1:" + https)
                        .replace("bind :" + UserTls.REDIRECT_PORT, "bind 127.0.0.1:" + redirect)
                        .replace("/run/secrets/", folder + "/")
                        .replace("127.0.0.11:53", "127.0.0.1:" + dns)
                        .replace("unix@/var/lib/haproxy/admin.sock mode 600", "ipv4@127.0.0.1:" + admin));
        process = new ProcessBuilder(PROGRAM.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        awaitPort(admin);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitPort(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_TIMEOUT_MILLIS * 1_000_000L;
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    /** Sends commands to the runtime API, as {@link HaproxyAdmin} does. */
    String send(String commands) throws IOException {
        return exchange(admin, commands.replace(HaproxyMap.FILE, map) + "\n");
    }

    /** Sends a request to one of its ports and returns the whole response. */
    String get(int port, String host, String path) throws IOException {
        return exchange(port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    private static String exchange(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(START_TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
