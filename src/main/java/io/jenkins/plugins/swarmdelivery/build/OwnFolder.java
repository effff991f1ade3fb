package io.jenkins.plugins.swarmdelivery.build;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;

/**
 * Removes a folder of ours from a directory shared with others. If the system supports it, each folder is opened once
 * and its content is removed through that handle, so that nobody can replace it with a link in the meantime.
 */
final class OwnFolder {
    private OwnFolder() {}

    /**
     * Removes it if it is a folder, not a link, and belongs to the current user; returns whether it did. Another run
     * may be removing the same folder.
     *
     * @throws IOException if something in it cannot be removed
     */
    static boolean remove(Path folder) throws IOException {
        Path parent = Objects.requireNonNull(folder.toAbsolutePath().getParent());
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(parent)) {
            if (siblings instanceof SecureDirectoryStream<Path> secure) {
                return removeThrough(secure, folder.getFileName());
            }
        }
        boolean ours = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(self());
        if (ours) {
            Files.walkFileTree(folder, new Removal());
        }
        return ours;
    }

    private static boolean removeThrough(SecureDirectoryStream<Path> siblings, Path name) throws IOException {
        UserPrincipal self = self();
        try {
            boolean folder = siblings.getFileAttributeView(
                            name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .isDirectory();
            if (!folder || !owner(siblings, name).equals(self)) {
                return false;
            }
            try (SecureDirectoryStream<Path> opened = siblings.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                // Of the opened folder: its name may refer to another folder by now.
                FileOwnerAttributeView opens = opened.getFileAttributeView(FileOwnerAttributeView.class);
                if (!opens.getOwner().equals(self)) {
                    return false;
                }
                empty(opened);
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        delete(() -> siblings.deleteDirectory(name));
        return true;
    }

    private static UserPrincipal owner(SecureDirectoryStream<Path> siblings, Path name) throws IOException {
        return siblings.getFileAttributeView(name, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .getOwner();
    }

    private static void empty(SecureDirectoryStream<Path> folder) throws IOException {
        for (Path entry : folder) {
            Path name = entry.getFileName();
            BasicFileAttributes read;
            try {
                read = folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
            } catch (NoSuchFileException e) {
                continue;
            }
            if (read.isDirectory()) {
                try (SecureDirectoryStream<Path> inner = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    empty(inner);
                }
                delete(() -> folder.deleteDirectory(name));
            } else {
                delete(() -> folder.deleteFile(name));
            }
        }
    }

    private interface Deletion {
        void run() throws IOException;
    }

    private static void delete(Deletion deletion) throws IOException {
        try {
            deletion.run();
        } catch (NoSuchFileException e) {
            // Another run was faster.
        }
    }

    /** The current user, as the file system sees it: Java need not know the user's name. */
    private static UserPrincipal self() throws IOException {
        Path probe = Files.createTempFile(RunId.PREFIX, ".owner");
        try {
            return Files.getOwner(probe);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
