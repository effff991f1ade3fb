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

/** A line to a server that can be cut: it passes on what it gets, until it has passed on so many bytes. */
final class Relay implements AutoCloseable {
    private static final int PIECE = 16 << 10;

    private final InetSocketAddress target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    /** How many bytes the server may still get. */
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

    /** After so many bytes all connections are cut, and those that come later too. */
    void cutAfter(long bytes) {
        left.set(bytes);
    }

    void heal() {
        left.set(Long.MAX_VALUE);
    }

    /** How many connections were cut. */
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
            // What is behind is down, and that is what the caller is to see.
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
            // One end is gone, and with it the other.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Not an orderly end, but what a broken line looks like. */
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
