package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Secrets as files that are copied into a container before it starts, to the same paths as in a Swarm. */
public final class SecretTar {
    /** Tests need not run as root. */
    private static final int MODE = 0444;

    private static final int FOLDER_MODE = 0755;
    /** A Swarm's limit. */
    private static final int MAX_BYTES = 500 << 10;

    private SecretTar() {}

    /**
     * The tar of all secrets, to be extracted at {@code /}.
     *
     * @throws RefusedException if a file cannot be read, or is larger than a Swarm allows
     */
    public static byte[] of(Map<String, Path> secrets) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(written, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            put(tar, "run/", FOLDER_MODE, new byte[0]);
            put(tar, "run/secrets/", FOLDER_MODE, new byte[0]);
            for (Map.Entry<String, Path> secret : secrets.entrySet()) {
                put(tar, "run/secrets/" + secret.getKey(), MODE, bytes(secret.getKey(), secret.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return written.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, String name, int mode, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setNames("", "");
        entry.setSize(bytes.length);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /**
     * The bytes of a single secret.
     *
     * @throws RefusedException if the file cannot be read, or is larger than a Swarm allows
     */
    public static byte[] bytes(String name, Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length > MAX_BYTES) {
                throw new RefusedException("secret " + name, file, "it is larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new RefusedException("secret " + name, file, "the file cannot be read");
        }
    }
}
