package io.jenkins.plugins.swarmdelivery.router;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A socket with one deadline for all reads, including those of the TLS handshake. A read timeout alone would never
 * expire on a peer that sends a byte now and then.
 */
final class DeadlineSocket extends Socket {
    private final Duration timeout;
    private final long deadline;

    /** @param timeout the time from now until the deadline */
    DeadlineSocket(Duration timeout) {
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
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
                    setSoTimeout(remainingMillis());
                    return super.read(buffer, offset, length);
                } catch (SocketTimeoutException e) {
                    throw new SocketTimeoutException("no complete response within " + timeout.toSeconds() + " s");
                }
            }
        };
    }

    /** Returns the time until the deadline in milliseconds, always positive: to a socket, zero means no timeout. */
    private int remainingMillis() throws IOException {
        long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (remaining <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) remaining;
    }
}
