package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files and folders of a context that are sent, depth first, sorted by name, and found on demand. They are those
 * that BuildKit sends, including files in an excluded folder that a pattern includes again.
 */
final class ContextFiles {
    private record Found(Path file, DockerIgnore.Verdict folder) {}

    private final Path context;
    private final IgnoreFiles ignore;
    private final Deque<Found> open = new ArrayDeque<>();
    private final Deque<Path> due = new ArrayDeque<>();
    /** Excluded folders being searched: each is sent before the first file in it that is included again. */
    private final Set<Path> withheld = new HashSet<>();

    /** @throws RefusedException if the ignore file is invalid or the engine would not follow it */
    ContextFiles(BuildOrder order) throws IOException {
        this.context = order.context();
        this.ignore = IgnoreFiles.of(order);
        open(context, DockerIgnore.Verdict.TOP);
    }

    /** Replaces the context's {@code .dockerignore}; empty if that is sent unchanged, or not at all. */
    Optional<String> substitute() {
        return ignore.substitute();
    }

    /** The next one; empty at the end. */
    Optional<Path> next() throws IOException {
        while (due.isEmpty() && !open.isEmpty()) {
            visit(open.pop());
        }
        return Optional.ofNullable(due.poll());
    }

    private void visit(Found found) throws IOException {
        Path file = found.file();
        String name = name(file);
        DockerIgnore.Verdict verdict = ignore.rules().judge(name, found.folder());
        boolean excluded = verdict.excluded() && !ignore.needed().contains(name);
        boolean folder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
        if (folder && (!excluded || ignore.looksInto(name))) {
            open(file, verdict);
            if (excluded) {
                withheld.add(file);
            }
        }
        // Sockets, pipes and devices have no content that a build could use.
        if (!excluded && (folder || Files.isRegularFile(file) || Files.isSymbolicLink(file))) {
            send(file);
        }
    }

    private void send(Path file) {
        Deque<Path> above = new ArrayDeque<>();
        for (Path folder = file.getParent(); withheld.remove(folder); folder = folder.getParent()) {
            above.push(folder);
        }
        due.addAll(above);
        due.add(file);
    }

    private void open(Path folder, DockerIgnore.Verdict verdict) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = new ArrayList<>(files.sorted().toList());
            Collections.reverse(sorted);
            sorted.forEach(file -> open.push(new Found(file, verdict)));
        }
    }

    /** The name in the Dockerfile: relative to the context, with {@code /} between the parts. */
    String name(Path file) {
        String separator = context.getFileSystem().getSeparator();
        return context.relativize(file).toString().replace(separator, "/");
    }
}
