package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cli.clusters.YamlObject.Text;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Converts the texts of a clusters file to values. */
final class Values {
    static final String TLS_REMEDY = "set ca, cert and key";

    private final Problems problems;
    private final Path file;
    private final boolean filesMustExist;

    Values(Problems problems, Path file, boolean filesMustExist) {
        this.problems = problems;
        this.file = file;
        this.filesMustExist = filesMustExist;
    }

    /** Converts a text; an error is reported with its position, and the result is empty. */
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

    /** The same for a list. */
    <T> List<T> readAll(YamlObject object, String field, BiFunction<String, String, T> meaning) {
        return object.texts(field).stream()
                .flatMap(text -> read(text, meaning).stream())
                .toList();
    }

    /** A file, relative to the clusters file; it must exist if its cluster is in use. */
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

    /** A client certificate. */
    Optional<Supplier<TlsMaterial>> tls(YamlObject tls) {
        return files(tls).map(files -> files);
    }

    /** Its files. */
    Optional<FileCredentials.Tls> files(YamlObject tls) {
        tls.allow("ca", "cert", "key");
        Optional<Path> ca = file(tls, "ca", "name the PEM file of the authority that signed the server's certificate");
        Optional<Path> cert = file(tls, "cert", "name the PEM file of the client certificate");
        Optional<Path> key = file(tls, "key", "name the PEM file of the client key");
        return ca.isPresent() && cert.isPresent() && key.isPresent()
                ? Optional.of(new FileCredentials.Tls(ca.get(), cert.get(), key.get()))
                : Optional.empty();
    }

    /** A warning if others can read a file with a secret. */
    Optional<String> warningIfExposed(String field, Path path) {
        try {
            if (filesMustExist && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
                return Optional.of(file + ": " + field + ": every user of this machine can read " + path
                        + "; set its permissions to 600");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without such permissions: nothing to warn about.
        }
        return Optional.empty();
    }

    private void refused(Text text, String remedy) {
        problems.add(text.node(), text.path(), text.value(), remedy);
    }
}
