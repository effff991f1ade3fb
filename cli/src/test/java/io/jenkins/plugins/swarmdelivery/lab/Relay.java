package io.jenkins.plugins.swarmdelivery.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A connection to a server that can be cut: it forwards data up to a number of bytes. */
final class Relay implements AutoCloseable {
    private static final int PIECE = 16 << 10;

    private final InetSocketAddress target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    /** How many bytes the server may still receive. */
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    private final AtomicLong cuts = new AtomicLong();

    Relay(InetSocketAddress address, InetSocketAddress target) {
        this.target = target;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    /** After this many bytes, all connections are cut, including later ones. */
    void cutAfter(long bytes) {
        left.set(bytes);
    }

    void heal() {
        left.set(Long.MAX_VALUE);
    }

    /** The number of cut connections. */
    long cuts() {
        return cuts.get();
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // This relay is closed.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket upstream = new Socket();
        try {
            upstream.connect(target);
        } catch (IOException e) {
            // The server is down, and the caller must see that.
            reset(client);
            return;
        }
        open.add(client);
        open.add(upstream);
        run(() -> pass(client, upstream, true));
        run(() -> pass(upstream, client, false));
    }

    private void pass(Socket from, Socket to, boolean counted) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                if (counted && left.addAndGet(-read) < 0) {
                    cuts.incrementAndGet();
                    reset(from);
                    reset(to);
                    return;
                }
                out.write(piece, 0, read);
            }
        } catch (IOException e) {
            // One end is closed; close the other, too.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Resets the connection, as a broken network does, instead of closing it. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InetSocketAddress free(InetAddress host) {
        try (ServerSocket any = new ServerSocket(0, 1, host)) {
            return new InetSocketAddress(host, any.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
