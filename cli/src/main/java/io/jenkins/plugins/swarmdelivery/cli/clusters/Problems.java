package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** All errors of a file, so that the user can correct them at once. */
final class Problems {
    /** Users correct no more at a time, and a malicious file must not fill a log. */
    private static final int MAX_PROBLEMS = 20;

    private static final int MAX_LENGTH = 1000;

    private final String file;
    private final List<String> lines = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    /** Reports an invalid value. */
    void add(Node at, String path, String value, String remedy) {
        add(at, path + ": \"" + shown(value) + "\" is not valid; " + remedy);
    }

    void missing(Node at, String path, String remedy) {
        add(at, path + ": missing; " + remedy);
    }

    void add(Node at, String message) {
        add(at.getStartMark(), message);
    }

    void add(Optional<Mark> at, String message) {
        String where = at.map(mark -> ":" + (mark.getLine() + 1)).orElse("");
        String shown = message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + "…";
        lines.add(file + where + ": " + shown.replaceAll("\\p{Cntrl}", " "));
        if (lines.size() >= MAX_PROBLEMS) {
            lines.add(file + ": there may be more errors");
            throwIfAny();
        }
    }

    /** The result of a field's check; empty, with the error reported, if the check refuses it. */
    <T> Optional<T> check(Node at, Supplier<T> check) {
        try {
            return Optional.ofNullable(check.get());
        } catch (RefusedException e) {
            add(at, e.getMessage());
            return Optional.empty();
        }
    }

    void require(Node at, Runnable check) {
        check(at, () -> {
            check.run();
            return true;
        });
    }

    void throwIfAny() {
        if (!lines.isEmpty()) {
            throw new RefusedException(String.join("\n", lines));
        }
    }

    /** Short, on one line, and never the text of a key that was written in place of its file's name. */
    private static String shown(String value) {
        if (value.contains("-----BEGIN") || value.contains("\n")) {
            return "(several lines)";
        }
        return value.length() <= 100 ? value : value.substring(0, 100) + "…";
    }
}
