package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cli.clusters.YamlObject.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Reads the texts of a clusters file that mean more than a text. */
final class Values {
    private final Problems problems;
    private final Path file;
    private final boolean filesMustExist;

    Values(Problems problems, Path file, boolean filesMustExist) {
        this.problems = problems;
        this.file = file;
        this.filesMustExist = filesMustExist;
    }

    /** What a text means; what is wrong with it is told where it stands, and reads as absent. */
    <T> Optional<T> read(Text text, BiFunction<String, String, T> meaning) {
        if (text.value().contains("\n") || text.value().contains("-----BEGIN")) {
            problems.add(text.node(), text.path(), text.value(), "write it on one line");
            return Optional.empty();
        }
        return problems.check(text.node(), () -> meaning.apply(text.path(), text.value()));
    }

    <T> Optional<T> read(YamlObject object, String field, BiFunction<String, String, T> meaning) {
        return object.text(field).flatMap(text -> read(text, meaning));
    }

    /** Those of a list. */
    <T> List<T> readAll(YamlObject object, String field, BiFunction<String, String, T> meaning) {
        return object.texts(field).stream()
                .flatMap(text -> read(text, meaning).stream())
                .toList();
    }

    /** A file, named relative to the clusters file; it must exist where that matters. */
    Optional<Path> file(YamlObject object, String field, String remedy) {
        return object.requiredText(field, remedy).flatMap(text -> {
            if (text.value().contains("\n")) {
                refused(text, "a file name must be on one line; " + remedy);
                return Optional.empty();
            }
            try {
                Path path = file.toAbsolutePath().resolveSibling(text.value()).normalize();
                if (!filesMustExist || (Files.isReadable(path) && Files.isRegularFile(path))) {
                    return Optional.of(path);
                }
                String why = Files.exists(path) ? "is not a file that you can read" : "does not exist";
                refused(text, path + " " + why + "; " + remedy);
            } catch (InvalidPathException e) {
                refused(text, remedy);
            }
            return Optional.empty();
        });
    }

    /** A warning if others can read a file that holds a secret. */
    Optional<String> exposed(String field, Path path) {
        try {
            if (filesMustExist && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
                return Optional.of(file + ": " + field + ": every user of this machine can read " + path
                        + "; set its permissions to 600");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without such permissions has nothing to warn of.
        }
        return Optional.empty();
    }

    private void refused(Text text, String remedy) {
        problems.add(text.node(), text.path(), text.value(), remedy);
    }
}
