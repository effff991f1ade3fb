package io.jenkins.plugins.swarmdelivery.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The command's output: the result goes to standard output, as text or as one JSON document; everything else goes to
 * standard error, and progress to the stream that does not disturb the result.
 */
public final class Console {
    /** The format of the result. */
    public enum Format {
        TABLE,
        JSON;

        /** Throws {@link RefusedException} if it is not a valid format. */
        public static Format parse(String text) {
            for (Format format : values()) {
                if (format.toString().equals(text)) {
                    return format;
                }
            }
            throw new RefusedException("output", text, "use table or json");
        }

        /** As in the option's values. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final PrintStream out;
    private final PrintStream err;
    private final Format format;
    private final boolean colors;
    private final Map<String, String> environment;

    /** @param colors use escape sequences if a terminal supports them */
    public Console(PrintStream out, PrintStream err, Format format, boolean colors, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.format = format;
        this.colors = colors;
        this.environment = environment;
    }

    public boolean json() {
        return format == Format.JSON;
    }

    /** The stream for progress. */
    public PrintStream progress() {
        return json() ? err : out;
    }

    /** Whether the stream for progress is a terminal whose lines can be rewritten. */
    public boolean live() {
        return colors && Terminal.is(json() ? 2 : 1, environment);
    }

    /** Writes the result: the document for programs, or the lines for people. */
    public void result(Map<String, Object> document, List<String> lines) {
        if (json()) {
            out.println(text(document));
        } else {
            lines.forEach(out::println);
        }
        out.flush();
    }

    public void warn(String message) {
        err.println("warning: " + message);
    }

    public void error(String message) {
        err.println("error: " + message);
    }

    private static String text(Map<String, Object> document) {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("documents are made of plain values", e);
        }
    }
}
