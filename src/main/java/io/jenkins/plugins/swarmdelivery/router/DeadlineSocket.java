package io.jenkins.plugins.swarmdelivery.router;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A socket that reads until a moment and no longer, whoever reads: also a TLS handshake whose other side sends a byte
 * now and then, for which a limit on each read would never be reached.
 */
final class DeadlineSocket extends Socket {
    private final Duration whole;
    private final long deadline;

    /** @param whole how long from now */
    DeadlineSocket(Duration whole) {
        this.whole = whole;
        this.deadline = System.nanoTime() + whole.toNanos();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                try {
                    setSoTimeout(left());
                    return super.read(buffer, offset, length);
                } catch (SocketTimeoutException e) {
                    throw new SocketTimeoutException("no complete response within " + whole.toSeconds() + " s");
                }
            }
        };
    }

    /** In milliseconds; zero would mean for ever. */
    private int left() throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) left;
    }
}
