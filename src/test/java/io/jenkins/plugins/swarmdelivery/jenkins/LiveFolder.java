package io.jenkins.plugins.swarmdelivery.jenkins;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder of a Jenkins that is running: it replaces and deletes files while a test reads them. */
public final class LiveFolder {
    private LiveFolder() {}

    /** The files in the folder and below it that contain one of these texts. */
    public static List<Path> filesWith(Path folder, String... texts) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && contains(file, texts)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
                return ignoreIfGone(problem);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
                return problem == null ? FileVisitResult.CONTINUE : ignoreIfGone(problem);
            }

            private FileVisitResult ignoreIfGone(IOException problem) throws IOException {
                if (problem instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw problem;
            }
        });
        return found;
    }

    private static boolean contains(Path file, String... texts) throws IOException {
        try {
            String content = new String(Files.readAllBytes(file), ISO_8859_1);
            return Stream.of(texts).anyMatch(content::contains);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }
}
