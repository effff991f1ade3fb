package io.jenkins.plugins.swarmdelivery.router;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A task of an application: it answers requests, and echoes what comes through a WebSocket. */
final class EchoTask implements Closeable {
    /** Headers of a request that makes a connection a WebSocket, and of its answer. */
    static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n";

    private static final int MAX_WAITING = 50;

    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final ServerSocket task;

    EchoTask(InetAddress address) throws IOException {
        task = new ServerSocket(0, MAX_WAITING, address);
        thread(this::accept);
    }

    int port() {
        return task.getLocalPort();
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "task");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!task.isClosed()) {
            try {
                Socket client = task.accept();
                client.setTcpNoDelay(true);
                accepted.add(client);
                thread(() -> serve(client));
            } catch (IOException e) {
                // It was closed.
            }
        }
    }

    private static void serve(Socket client) {
        try {
            while (true) {
                String head = head(client.getInputStream());
                boolean socket = head.contains("pgrade: websocket");
                client.getOutputStream()
                        .write((socket
                                        ? "HTTP/1.1 101 Switching Protocols\r\n" + UPGRADE
                                                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
                                        : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                if (socket) {
                    client.getInputStream().transferTo(client.getOutputStream());
                }
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    /** Reads up to the empty line. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        task.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
