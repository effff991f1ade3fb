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

/** The runtime API of one replica, on a TLS port of this machine; answers as HAProxy 2.6 was seen to. */
final class FakeHaproxy implements Closeable {
    final Map<String, String> map = new ConcurrentSkipListMap<>();
    final List<String> commands = new CopyOnWriteArrayList<>();
    /** When the TLS session of each connection began; one that is resumed began with an earlier connection. */
    final List<Long> sessionsBegan = new CopyOnWriteArrayList<>();

    volatile boolean refusesChanges;
    volatile boolean silent;
    /** Before the handshake. */
    volatile Runnable atConnection = () -> {};

    volatile Runnable atCommand = () -> {};
    volatile String stat = "";
    /** By the name of the backend, where it is not the same for all. */
    final Map<String, String> stats = new ConcurrentSkipListMap<>();
    /** A HAProxy that answers in its place; null: there is none. */
    volatile Real real;

    /** Said in place of an answer. */
    volatile byte[] says;

    /** Answers a line of commands. */
    interface Real {
        String ask(String line) throws IOException;
    }

    private static final long END_MILLIS = 5000;

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
                atConnection.run();
                String line = new BufferedReader(
                                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine();
                sessionsBegan.add(client.getSession().getCreationTime());
                if (silent) {
                    Thread.sleep(20_000);
                }
                if (real != null) {
                    client.getOutputStream().write(real.ask(line).getBytes(StandardCharsets.US_ASCII));
                    continue;
                }
                StringBuilder answer = new StringBuilder();
                for (String command : line.split(";")) {
                    commands.add(command.trim());
                    atCommand.run();
                    answer.append(answer(command.trim().split(" ")));
                }
                byte[] instead = says;
                client.getOutputStream()
                        .write(instead == null ? answer.toString().getBytes(StandardCharsets.US_ASCII) : instead);
            } catch (IOException | RuntimeException e) {
                // A client that is not let in, or has gone.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private String answer(String... words) {
        if (words[0].equals("set") && !refusesChanges) {
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

    /** A thread that waits for a connection may take one more after the close, so its end is waited for. */
    @Override
    public void close() throws IOException {
        server.close();
        thread.interrupt();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
