package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/**
 * The context of a build as a tar that comes into being while it is read: of a gigabyte of files no more is in memory
 * than one buffer. Links stay links, modes are kept, everything belongs to root, as the docker client sends it.
 */
public final class ContextTar {
    private static final String IGNORE_FILE = ".dockerignore";

    private final Path context;
    private final DockerIgnore ignore;

    /** @throws RefusedException if {@code .dockerignore} cannot be understood */
    public ContextTar(BuildOrder order) {
        this.context = order.context();
        this.ignore = new DockerIgnore(read(context.resolve(IGNORE_FILE)), List.of(order.dockerfile(), IGNORE_FILE));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /** Reads the files as they are when it is their turn; one that changes meanwhile is an error. */
    public InputStream open() {
        return new SequenceInputStream(new Parts());
    }

    /** What is sent, with {@code /} between the parts of a name, in the order in which it is sent. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        Walk walk = new Walk();
        for (Path next = walk.next(); next != null; next = walk.next()) {
            names.add(name(next));
        }
        return names;
    }

    private String name(Path file) {
        return context.relativize(file).toString().replace('\\', '/');
    }

    /** Head and content of one file after the other, each opened when it is its turn only. */
    @SuppressWarnings("JdkObsolete") // what SequenceInputStream takes
    private final class Parts implements Enumeration<InputStream> {
        private final Walk walk = new Walk();
        private InputStream content;
        private boolean ended;

        @Override
        public boolean hasMoreElements() {
            return !ended;
        }

        @Override
        public InputStream nextElement() {
            if (content != null) {
                InputStream next = content;
                content = null;
                return next;
            }
            if (ended) {
                throw new NoSuchElementException();
            }
            try {
                Path file = walk.next();
                if (file == null) {
                    ended = true;
                    return new ByteArrayInputStream(TarFormat.END);
                }
                TarEntry entry = TarEntry.of(name(file), file);
                content = entry.size() == 0 ? null : new FileContent(file, entry.size());
                return new ByteArrayInputStream(TarFormat.head(entry));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The files and folders that are sent, depth first, in the order of their names. */
    private final class Walk {
        private final Deque<Path> open = new ArrayDeque<>();

        Walk() {
            open(context);
        }

        /** The next one; null at the end. */
        Path next() {
            while (!open.isEmpty()) {
                Path file = open.pop();
                boolean folder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
                boolean excluded = ignore.excludes(name(file));
                if (folder && (!excluded || ignore.looksInto(name(file)))) {
                    open(file);
                }
                // Of sockets, pipes and devices nothing can be sent that a build could use.
                boolean sendable = folder || Files.isRegularFile(file) || Files.isSymbolicLink(file);
                if (!excluded && sendable) {
                    return file;
                }
            }
            return null;
        }

        private void open(Path folder) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> sorted = new ArrayList<>(files.sorted().toList());
                Collections.reverse(sorted);
                sorted.forEach(open::push);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
