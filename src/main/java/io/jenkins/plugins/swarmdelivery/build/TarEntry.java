package io.jenkins.plugins.swarmdelivery.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A file in a tar.
 *
 * @param name with {@code /} between its parts, and none at its ends
 * @param mode the permission bits
 * @param size of its content; 0 for all but files
 * @param modified seconds
 * @param kind what it is
 * @param link where a symbolic link points to; empty for all others
 */
record TarEntry(String name, int mode, long size, long modified, Kind kind, String link) {
    enum Kind {
        FILE('0'),
        LINK('2'),
        FOLDER('5'),
        OTHER('?');

        private final char type;

        Kind(char type) {
            this.type = type;
        }

        char type() {
            return type;
        }

        static Kind of(char type) {
            return switch (type) {
                case '0', '\0', '7' -> FILE;
                case '2' -> LINK;
                case '5' -> FOLDER;
                default -> OTHER;
            };
        }
    }

    private static final int PERMISSIONS = 07777;
    private static final int FILE_MODE = 0644;
    private static final int FOLDER_MODE = 0755;

    static TarEntry file(String name, int mode, long size) {
        return new TarEntry(name, mode, size, 0, Kind.FILE, "");
    }

    static TarEntry folder(String name) {
        return new TarEntry(name, FOLDER_MODE, 0, 0, Kind.FOLDER, "");
    }

    /** The entry of a file, a folder or a link as it is now. */
    static TarEntry of(String name, Path file) throws IOException {
        BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        long modified = Math.max(0, read.lastModifiedTime().toMillis() / 1000);
        if (read.isSymbolicLink()) {
            String target = Files.readSymbolicLink(file).toString();
            return new TarEntry(name, 0777, 0, modified, Kind.LINK, target);
        }
        if (read.isDirectory()) {
            return new TarEntry(name, mode(file).orElse(FOLDER_MODE), 0, modified, Kind.FOLDER, "");
        }
        return new TarEntry(name, mode(file).orElse(FILE_MODE), read.size(), modified, Kind.FILE, "");
    }

    /** With setuid and sticky bits; empty on file systems that know none of it. */
    private static Optional<Integer> mode(Path file) throws IOException {
        try {
            Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return Optional.of((Integer) mode & PERMISSIONS);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
