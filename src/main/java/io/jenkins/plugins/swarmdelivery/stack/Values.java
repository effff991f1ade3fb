package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        return putAll(EnvFiles.values(file, content, this::get), file);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).map(Origin::value);
    }

    /** By name, what a secret of the stack file is made of, in place of what the file says. */
    private final Map<String, byte[]> secrets = new LinkedHashMap<>();

    /** By name, the Swarm's secret that an earlier release has, where its content is not known. */
    private final Map<String, String> keptSecrets = new LinkedHashMap<>();

    private final Set<String> renewed = new HashSet<>();

    /**
     * Gives a secret its content, in place of the file or variable that the stack file names. It is kept nowhere but in the
     * Swarm's secret.
     *
     * @param secret its name in the stack file
     */
    public Values putSecret(String secret, byte[] content) {
        secrets.put(secret, content.clone());
        return this;
    }

    /**
     * Keeps secrets as an earlier release has them, unless they are given anew.
     *
     * @param names by the names in the stack file, those in the Swarm
     * @param given variables that have a new value: what is made of one is not kept
     */
    Values keepSecrets(Map<String, String> names, Set<String> given) {
        keptSecrets.putAll(names);
        renewed.addAll(given);
        return this;
    }

    /** Of all secrets whose content is given. */
    Set<String> secretNames() {
        return Collections.unmodifiableSet(secrets.keySet());
    }

    Optional<byte[]> secret(String name) {
        return Optional.ofNullable(secrets.get(name)).map(byte[]::clone);
    }

    /** @param variable that it is made of; empty: it is made of something else */
    Optional<String> keptSecret(String name, Optional<String> variable) {
        boolean anew =
                secrets.containsKey(name) || variable.filter(renewed::contains).isPresent();
        return Optional.ofNullable(keptSecrets.get(name)).filter(kept -> !anew);
    }

    /** By name, where each value came from. */
    public Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        values.forEach((name, origin) -> sources.put(name, origin.source()));
        return Collections.unmodifiableMap(sources);
    }
}
