package io.jenkins.plugins.swarmdelivery.fuzz;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server whose answers never end: a byte comes now and then, so that no limit on a single read is ever reached. */
public final class Trickle implements Closeable {
    /** The head of an HTTP response, in the middle of a field. */
    public static final byte[] HTTP_HEAD = "HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII);
    /** The beginning of a TLS handshake's message of 16 KB. */
    public static final byte[] TLS_HANDSHAKE = {0x16, 3, 3, 0x40, 0, 2, 0};

    private static final long PAUSE_MILLIS = 20;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] begin;

    public Trickle(byte[] begin) {
        this.begin = begin.clone();
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::serve);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> answer(client));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void answer(Socket client) {
        try (client) {
            OutputStream out = client.getOutputStream();
            out.write(begin);
            while (!server.isClosed()) {
                Thread.sleep(PAUSE_MILLIS);
                out.write('a');
            }
        } catch (IOException e) {
            // A client that had enough.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
