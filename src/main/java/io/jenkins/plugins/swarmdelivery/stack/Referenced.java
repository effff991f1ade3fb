package io.jenkins.plugins.swarmdelivery.stack;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Reads the files that a stack file names, and limits their total size, however often each is named. */
final class Referenced {
    private static final int MOST_OF_ALL = 64 << 20;

    private interface Reader {
        byte[] read(String path, int most) throws IOException;
    }

    private final Used used;
    private long left = MOST_OF_ALL;

    Referenced(Used used) {
        this.used = used;
    }

    /**
     * Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} with the position where the file is
     * named.
     */
    byte[] read(Place place, String path, int most) {
        return read(place, path, most, used::read);
    }

    /** The same for the content of a secret, which is not recorded. */
    byte[] readSecret(Place place, String path, int most) {
        return read(place, path, most, used::readSecret);
    }

    /** The same for a file that need not exist; empty if it does not. */
    Optional<byte[]> readIfPresent(Place place, String path, int most) {
        return readIfPresent(place, path, most, used::read);
    }

    private byte[] read(Place place, String path, int most, Reader reader) {
        return readIfPresent(place, path, most, reader)
                .orElseThrow(
                        () -> place.wrong(path, "there is no such file; paths are relative to the first stack file"));
    }

    private Optional<byte[]> readIfPresent(Place place, String path, int most, Reader reader) {
        try {
            byte[] content = reader.read(path, most);
            if (content.length > most) {
                throw place.wrong(path, "the file is larger than the limit of " + most / 1000 + " kB; shorten it");
            }
            left -= content.length;
            if (left < 0) {
                throw place.wrong(path, "the referenced files exceed 64 MB together; reference fewer");
            }
            return Optional.of(content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw place.wrong(path, "the file cannot be read: " + Place.shown(String.valueOf(e.getMessage()), 200));
        }
    }
}
