package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request body that fails once the stop is requested; nothing else could end a large one. */
final class StoppableBody extends FilterInputStream {
    /** The content to send cannot be read: not the engine's fault. */
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        Unreadable(IOException cause) {
            super("the context cannot be read: " + cause.getMessage(), cause);
        }
    }

    private final Stop stop;

    StoppableBody(InputStream in, Stop stop) {
        super(in);
        this.stop = stop;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (stop.wanted()) {
            throw new IOException("stopped");
        }
        try {
            return super.read(buffer, offset, length);
        } catch (IOException e) {
            throw new Unreadable(e);
        }
    }
}
