package io.jenkins.plugins.swarmdelivery.router;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/**
 * One question to HAProxy's runtime API: a line of commands there, their answers back, then HAProxy closes. Callers build
 * commands from validated words only; a semicolon begins the next command, a line's end is the end of all.
 */
final class HaproxySession implements Closeable {
    private static final int LARGEST = 8 * 1024 * 1024;

    private final Socket plain;
    private final SSLSocket secured;

    HaproxySession(Socket plain, SSLSocket secured) {
        this.plain = plain;
        this.secured = secured;
    }

    /**
     * @param commands one or more, with no line's end within them
     * @return all that HAProxy wrote
     * @throws IOException if it does not answer in time
     */
    String ask(String... commands) throws IOException {
        secured.getOutputStream().write((String.join("; ", commands) + "\n").getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        InputStream in = secured.getInputStream();
        while (true) {
            int read = in.read(buffer);
            if (read < 0) {
                return answer.toString(StandardCharsets.UTF_8);
            }
            answer.write(buffer, 0, read);
            if (answer.size() > LARGEST) {
                throw new IOException("an answer of more than " + LARGEST + " bytes");
            }
        }
    }

    /** Only the plain socket is closed: closing the other one would first wait for the peer to close. */
    @Override
    public void close() throws IOException {
        plain.close();
    }
}
