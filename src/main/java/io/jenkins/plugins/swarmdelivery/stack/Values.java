package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The values of the variables in a stack file, and where each came from. What is given later wins. */
public final class Values {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private record Origin(String value, String source) {}

    private final Map<String, Origin> values = new LinkedHashMap<>();

    /**
     * Gives a variable its value, in place of any that it had.
     *
     * @param source for people, e.g. {@code --set} or the name of a file
     */
    public Values put(String name, String value, String source) {
        values.put(name, new Origin(value, source));
        return this;
    }

    /** Gives many variables their values. */
    public Values putAll(Map<String, String> all, String source) {
        all.forEach((name, value) -> put(name, value, source));
        return this;
    }

    /**
     * One that a person wrote as {@code NAME=VALUE}.
     *
     * @param field for messages, e.g. {@code --set}
     * @throws RefusedException if it is not written so
     */
    public Values putWritten(String field, String written) {
        int equals = written.indexOf('=');
        String name = equals < 0 ? written : written.substring(0, equals);
        if (equals < 0 || !NAME.matcher(name).matches()) {
            // The value may be a secret: it is not shown.
            throw new RefusedException(field, name, "write NAME=VALUE; a name can contain only letters, digits and _");
        }
        return put(name, written.substring(equals + 1), field);
    }

    /** What a file for {@code --env-file} says; see {@link EnvFiles#values}. */
    public Values putFile(String file, byte[] content) {
        return putAll(EnvFiles.values(file, content, this), file);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).map(Origin::value);
    }

    /** By name, where each value came from. */
    public Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        values.forEach((name, origin) -> sources.put(name, origin.source()));
        return Collections.unmodifiableMap(sources);
    }
}
