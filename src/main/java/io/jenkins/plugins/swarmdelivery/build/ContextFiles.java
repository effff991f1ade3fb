package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files and folders of a context that are sent, depth first, in the order of their names; looked for as it goes. */
final class ContextFiles {
    private static final String IGNORE_FILE = ".dockerignore";

    private final Path context;
    private final DockerIgnore ignore;
    private final Deque<Path> open = new ArrayDeque<>();

    /** Throws {@link RefusedException} if {@code .dockerignore} cannot be understood. */
    ContextFiles(BuildOrder order) {
        this.context = order.context();
        this.ignore = new DockerIgnore(read(context.resolve(IGNORE_FILE)), List.of(order.dockerfile(), IGNORE_FILE));
        open.push(context);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /** The next one; empty at the end. */
    Optional<Path> next() throws IOException {
        while (!open.isEmpty()) {
            Path file = open.pop();
            boolean itself = file.equals(context);
            boolean folder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) || itself;
            boolean excluded = !itself && ignore.excludes(name(file));
            if (folder && (!excluded || ignore.looksInto(name(file)))) {
                open(file);
            }
            // Of sockets, pipes and devices nothing can be sent that a build could use.
            boolean sendable = folder || Files.isRegularFile(file) || Files.isSymbolicLink(file);
            if (!itself && !excluded && sendable) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private void open(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = new ArrayList<>(files.sorted().toList());
            Collections.reverse(sorted);
            sorted.forEach(open::push);
        }
    }

    /** As the Dockerfile calls it: below the context, with {@code /} between the parts. */
    String name(Path file) {
        String separator = context.getFileSystem().getSeparator();
        return context.relativize(file).toString().replace(separator, "/");
    }
}
