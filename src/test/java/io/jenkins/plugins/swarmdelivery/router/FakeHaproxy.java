package io.jenkins.plugins.swarmdelivery.router;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Fakes the runtime API of one replica on a local TLS port, with responses observed from HAProxy 2.6. */
final class FakeHaproxy implements Closeable {
    final Map<String, String> map = new ConcurrentSkipListMap<>();
    final FakeCertificates certificates = new FakeCertificates();
    final List<String> commands = new CopyOnWriteArrayList<>();
    /**
     * The creation time of each connection's TLS session; a resumed session keeps the time of an earlier connection.
     */
    final List<Long> sessionStarts = new CopyOnWriteArrayList<>();

    volatile boolean rejectsChanges;
    volatile boolean hanging;
    /** Runs before the handshake. */
    volatile Runnable onConnect = () -> {};

    volatile Runnable onCommand = () -> {};
    volatile String stat = "";
    /** Responses by backend name; the default is {@link #stat}. */
    final Map<String, String> stats = new ConcurrentSkipListMap<>();
    /** A real HAProxy to forward commands to; null if there is none. */
    volatile Delegate delegate;

    /** The response to send instead of the computed one; null if there is none. */
    volatile byte[] rawResponse;

    /** Runs a line of commands. */
    interface Delegate {
        String send(String line) throws IOException;
    }

    private static final long JOIN_TIMEOUT_MILLIS = 5000;

    private final SSLServerSocket server;
    private final Thread thread;

    FakeHaproxy(SSLContext context) throws IOException {
        server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
        server.setNeedClientAuth(true);
        thread = new Thread(this::serve, "fake HAProxy");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (SSLSocket client = (SSLSocket) server.accept()) {
                onConnect.run();
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                String line = in.readLine();
                String payload = line.endsWith("<<") ? payload(in) : "";
                sessionStarts.add(client.getSession().getCreationTime());
                if (hanging) {
                    Thread.sleep(20_000);
                }
                if (delegate != null) {
                    String whole = payload.isEmpty() ? line : line + "\n" + payload;
                    client.getOutputStream().write(delegate.send(whole).getBytes(StandardCharsets.US_ASCII));
                    continue;
                }
                StringBuilder answer = new StringBuilder();
                for (String command : line.split(";")) {
                    commands.add(command.trim());
                    onCommand.run();
                    String[] words = command.trim().split(" ");
                    answer.append(words[1].equals("ssl") ? certificates.answer(words, payload) : answer(words));
                }
                byte[] override = rawResponse;
                client.getOutputStream()
                        .write(override == null ? answer.toString().getBytes(StandardCharsets.US_ASCII) : override);
            } catch (IOException | RuntimeException e) {
                // The client was rejected or disconnected.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Up to an empty line. */
    private static String payload(BufferedReader in) throws IOException {
        StringBuilder payload = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            payload.append(line).append('\n');
        }
        return payload.toString();
    }

    private String answer(String... words) {
        if (words[0].equals("set") && !rejectsChanges) {
            return map.computeIfPresent(words[3], (key, old) -> words[4]) == null ? "entry not found.\n\n" : "\n";
        }
        if (words[1].equals("map")) {
            StringBuilder lines = new StringBuilder();
            map.forEach((key, value) -> lines.append("0x55d4 ")
                    .append(key)
                    .append(' ')
                    .append(value)
                    .append('\n'));
            return words[0].equals("show") ? lines.append('\n').toString() : "permission denied\n\n";
        }
        return stats.getOrDefault(words[2], stat);
    }

    /** Waits for the thread to end: it could otherwise accept one more connection after the close. */
    @Override
    public void close() throws IOException {
        server.close();
        thread.interrupt();
        try {
            thread.join(JOIN_TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
