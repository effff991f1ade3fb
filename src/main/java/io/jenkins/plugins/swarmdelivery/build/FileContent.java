package io.jenkins.plugins.swarmdelivery.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Exactly as many bytes of a file as the head of its tar entry has promised, and the zeros that fill the last block. */
final class FileContent extends InputStream {
    private final Path file;
    private final InputStream in;
    private long left;
    private int padding;

    FileContent(Path file, long size) throws IOException {
        this.file = file;
        this.in = Files.newInputStream(file);
        this.left = size;
        this.padding = TarFormat.padding(size);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left > 0) {
            int read = in.read(buffer, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new IOException(file + " became shorter while it was read; build what stands still");
            }
            left -= read;
            return read;
        }
        if (padding == 0) {
            return -1;
        }
        int zeros = Math.min(length, padding);
        java.util.Arrays.fill(buffer, offset, offset + zeros, (byte) 0);
        padding -= zeros;
        return zeros;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
