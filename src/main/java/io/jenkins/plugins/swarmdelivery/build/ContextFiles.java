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
 * The files and folders of a context that are sent, depth first, in the order of their names; looked for as it goes. They
 * are those that BuildKit sends: of an excluded folder, too, what a pattern takes back.
 */
final class ContextFiles {
    private record Found(Path file, DockerIgnore.Verdict folder) {}

    private final Path context;
    private final IgnoreFiles ignore;
    private final Deque<Found> open = new ArrayDeque<>();
    private final Deque<Path> due = new ArrayDeque<>();
    /** Excluded folders that are being looked into: sent before the first thing in them that is taken back. */
    private final Set<Path> withheld = new HashSet<>();

    /** Throws {@link RefusedException} if the file with the rules cannot be understood, or not be obeyed. */
    ContextFiles(BuildOrder order) throws IOException {
        this.context = order.context();
        this.ignore = IgnoreFiles.of(order);
        open(context, DockerIgnore.Verdict.TOP);
    }

    /** What stands in for the context's {@code .dockerignore}; empty where that is sent as it is, or not at all. */
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
        // Of sockets, pipes and devices nothing can be sent that a build could use.
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

    /** As the Dockerfile calls it: below the context, with {@code /} between the parts. */
    String name(Path file) {
        String separator = context.getFileSystem().getSeparator();
        return context.relativize(file).toString().replace(separator, "/");
    }
}
