package io.jenkins.plugins.swarmdelivery.router;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLSocket;

/**
 * A session with HAProxy's runtime API: sends one line of commands and reads the responses until HAProxy closes the
 * connection. Callers build commands from validated words only: a semicolon starts another command, and a line break
 * ends the line.
 */
final class HaproxySession implements Closeable {
    private static final int MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

    private final Socket plain;
    private final SSLSocket tls;

    HaproxySession(Socket plain, SSLSocket tls) {
        this.plain = plain;
        this.tls = tls;
    }

    /**
     * @param commands one or more commands without line breaks
     * @return the responses to all commands
     * @throws IOException if HAProxy does not respond before the deadline
     */
    String send(String... commands) throws IOException {
        tls.getOutputStream().write((String.join("; ", commands) + "\n").getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        InputStream in = tls.getInputStream();
        while (true) {
            int read = in.read(buffer);
            if (read < 0) {
                return response.toString(StandardCharsets.UTF_8);
            }
            response.write(buffer, 0, read);
            if (response.size() > MAX_RESPONSE_BYTES) {
                throw new IOException("the response exceeds " + MAX_RESPONSE_BYTES + " bytes");
            }
        }
    }

    /** When the certificate that HAProxy has shown ends. */
    Instant end() throws IOException {
        X509Certificate shown = (X509Certificate) tls.getSession().getPeerCertificates()[0];
        return shown.getNotAfter().toInstant();
    }

    /** Closes the plain socket only: closing the TLS socket would first wait for the peer. */
    @Override
    public void close() throws IOException {
        plain.close();
    }
}
