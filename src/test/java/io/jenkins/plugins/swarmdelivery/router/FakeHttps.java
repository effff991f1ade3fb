package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** The port for HTTPS of a fake HAProxy. It shows users one certificate, whatever host name they ask for. */
final class FakeHttps implements Closeable {
    private static final int MAX_WAITING = 50;

    private final FakeCertificates certificates;
    private final ServerSocket server;
    /** What it shows: a path of {@link FakeCertificates#shown}. */
    volatile String path;

    FakeHttps(FakeCertificates certificates, String path) {
        this.certificates = certificates;
        this.path = path;
        try {
            server = new ServerSocket(0, MAX_WAITING, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "fake HTTPS");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket plain = server.accept()) {
                String pem = certificates.shown.get(path);
                int key = pem.indexOf("-----BEGIN PRIVATE KEY");
                String chain = pem.substring(0, key);
                try (SSLSocket client = (SSLSocket) new TlsMaterial(chain, chain, pem.substring(key))
                        .context()
                        .getSocketFactory()
                        .createSocket(plain, null, true)) {
                    client.startHandshake();
                    client.getInputStream().transferTo(client.getOutputStream());
                }
            } catch (IOException | RefusedException e) {
                // The client accepts no such certificate, or this is closed.
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
