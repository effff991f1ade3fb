package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The context of a build as a tar that is produced while it is read: of a gigabyte of files, only one piece is in
 * memory. As with the Docker client, links stay links, modes are kept, and everything belongs to root. Each file is
 * read when its turn comes; a file that has become shorter is an error.
 */
public final class ContextTar extends InputStream {
    private static final int PIECE = 64 << 10;
    private static final int PERMISSIONS = 07777;
    private static final int PLAIN_FILE = 0644;
    private static final int OPEN_TO_ALL = 0755;

    private final ContextFiles files;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream(2 * PIECE);
    private final TarArchiveOutputStream tar;
    private ByteArrayInputStream piece = new ByteArrayInputStream(new byte[0]);
    private Content content;
    private boolean ended;

    /**
     * @throws RefusedException if {@code .dockerignore} is invalid
     * @throws IOException if the context cannot be read
     */
    public ContextTar(BuildOrder order) throws IOException {
        this.files = new ContextFiles(order);
        this.tar = new TarArchiveOutputStream(written, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        if (files.substitute().isPresent()) {
            byte[] rules = files.substitute().get().getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry(".dockerignore");
            entry.setSize(rules.length);
            entry.setNames("", "");
            tar.putArchiveEntry(entry);
            tar.write(rules);
            tar.closeArchiveEntry();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (piece.available() == 0 && !ended) {
            write();
            piece = new ByteArrayInputStream(written.toByteArray());
            written.reset();
        }
        return piece.read(buffer, offset, length);
    }

    /** Writes the next piece: of the current file, else the next header, else the end. */
    private void write() throws IOException {
        if (content != null) {
            if (content.moveTo(tar)) {
                content.close();
                content = null;
                tar.closeArchiveEntry();
            }
            return;
        }
        Optional<Path> next = files.next();
        if (next.isEmpty()) {
            tar.finish();
            ended = true;
            return;
        }
        TarArchiveEntry entry = entry(files.name(next.get()), next.get());
        tar.putArchiveEntry(entry);
        if (entry.getSize() > 0) {
            content = new Content(next.get(), entry.getSize());
        } else {
            tar.closeArchiveEntry();
        }
    }

    private static TarArchiveEntry entry(String name, Path file) throws IOException {
        BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        TarArchiveEntry entry;
        if (read.isSymbolicLink()) {
            entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(file).toString());
        } else if (read.isDirectory()) {
            entry = new TarArchiveEntry(name + "/", TarConstants.LF_DIR);
        } else {
            entry = new TarArchiveEntry(name);
            entry.setSize(read.size());
        }
        entry.setMode(mode(file).orElse(read.isRegularFile() ? PLAIN_FILE : OPEN_TO_ALL));
        entry.setNames("", "");
        // Fractions of a second would need an extra header, and mean nothing to a build.
        entry.setModTime(Math.max(0, read.lastModifiedTime().toMillis() / 1000) * 1000);
        return entry;
    }

    /** With setuid and sticky bits; empty on file systems without modes. */
    private static Optional<Integer> mode(Path file) throws IOException {
        try {
            Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return Optional.of((Integer) mode & PERMISSIONS);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        if (content != null) {
            content.close();
        }
    }

    /** Reads exactly as many bytes of a file as its entry's header announced. */
    private static final class Content {
        private final Path file;
        private final InputStream in;
        private final byte[] buffer = new byte[PIECE];
        private long left;

        Content(Path file, long size) throws IOException {
            this.file = file;
            this.in = Files.newInputStream(file);
            this.left = size;
        }

        /** Copies one piece; returns true after the last one. */
        boolean moveTo(TarArchiveOutputStream tar) throws IOException {
            int wanted = (int) Math.min(buffer.length, left);
            if (in.readNBytes(buffer, 0, wanted) < wanted) {
                throw new IOException(file
                        + " became shorter while it was read; build a folder that does not change during the build");
            }
            tar.write(buffer, 0, wanted);
            left -= wanted;
            return left == 0;
        }

        void close() throws IOException {
            in.close();
        }
    }
}
