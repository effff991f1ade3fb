package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cli.clusters.YamlObject.Text;
import io.jenkins.plugins.swarmdelivery.engine.Placement;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.SpecRules;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** Reads the texts of a clusters file that mean more than a text: addresses, constraints, names of files. */
final class Values {
    static final String MANAGER_REMEDY = "write tcp://host:port, e.g. tcp://manager-1:2376";

    private static final String WEB_REMEDY =
            "write http://host or https://host, with :port if it has one, e.g. https://{application}.example.com";

    private final Problems problems;
    private final Path file;
    private final boolean filesMustExist;

    Values(Problems problems, Path file, boolean filesMustExist) {
        this.problems = problems;
        this.file = file;
        this.filesMustExist = filesMustExist;
    }

    /** The engine endpoint of a manager: {@code tcp://host:port}, or {@code unix:///path} on this very machine. */
    Optional<URI> manager(Text text) {
        return address(text, text.value(), MANAGER_REMEDY).filter(uri -> {
            boolean socket = "unix".equals(uri.getScheme()) && uri.getHost() == null;
            boolean tcp = "tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0;
            boolean valid = socket || (tcp && uri.getPath().isEmpty());
            return valid || refused(text, MANAGER_REMEDY);
        });
    }

    /** Where users or tests reach an application; {@code {application}} stands for its name. */
    Optional<String> webAddress(Text text) {
        return address(text, text.value().replace("{application}", "a"), WEB_REMEDY)
                .filter(uri -> {
                    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                    return (web && uri.getHost() != null) || refused(text, WEB_REMEDY);
                })
                .map(uri -> text.value());
    }

    Optional<String> constraint(Text text) {
        try {
            Placement.requireConstraint(text.value());
            return Optional.of(text.value());
        } catch (RefusedException e) {
            refused(text, Placement.REMEDY);
            return Optional.empty();
        }
    }

    /** What specs may contain beyond the harmless. */
    Optional<SpecRules.Permission> permission(Text text) {
        try {
            return Optional.of(SpecRules.Permission.parse(text.value()));
        } catch (RefusedException e) {
            refused(text, "choose of " + String.join(", ", SpecRules.Permission.words()));
            return Optional.empty();
        }
    }

    /** Repositories that images may come from. */
    Optional<String> repository(Text text) {
        try {
            SpecRules.requireRepository(text.value());
            return Optional.of(text.value());
        } catch (RefusedException e) {
            refused(text, SpecRules.REPOSITORY_REMEDY);
            return Optional.empty();
        }
    }

    /** A mark that images must carry. */
    Optional<TagPattern> mark(Text text) {
        try {
            return Optional.of(new TagPattern(text.value()));
        } catch (RefusedException e) {
            refused(text, TagPattern.REMEDY);
            return Optional.empty();
        }
    }

    /** A file, named relative to the clusters file; it must exist where that matters. */
    Optional<Path> file(YamlObject object, String field, String remedy) {
        return object.requiredText(field, remedy).flatMap(text -> {
            if (text.value().contains("\n")) {
                refused(text, "a file's name is one line; " + remedy);
                return Optional.empty();
            }
            try {
                Path path = file.toAbsolutePath().resolveSibling(text.value()).normalize();
                if (!filesMustExist || (Files.isReadable(path) && Files.isRegularFile(path))) {
                    return Optional.of(path);
                }
                String why = Files.exists(path) ? "may not be read by you, or is no file" : "does not exist";
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
                return Optional.of(
                        file + ": " + field + ": everybody on this machine can read " + path + "; chmod 600 it");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without such permissions has nothing to warn of.
        }
        return Optional.empty();
    }

    private Optional<URI> address(Text text, String value, String remedy) {
        try {
            URI uri = URI.create(value);
            if (uri.getRawUserInfo() == null) {
                return Optional.of(uri);
            }
            // The value is not shown: it may hold a password.
            problems.add(text.node(), text.path() + ": no user or password belongs into an address; " + remedy);
        } catch (IllegalArgumentException e) {
            refused(text, remedy);
        }
        return Optional.empty();
    }

    private boolean refused(Text text, String remedy) {
        problems.add(text.node(), text.path(), text.value(), remedy);
        return false;
    }
}
