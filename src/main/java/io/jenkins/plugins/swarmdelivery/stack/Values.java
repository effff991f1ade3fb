package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource.GivenValue;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The values of the variables in a stack file, and where each came from. What is given counts more than the environment,
 * and that more than the cluster's defaults; of what is given, what is given later.
 */
public final class Values {
    /** Where a single value comes from. */
    public static final String SET = "--set";

    private static final String FILE = "--env-file ";
    private static final String ENVIRONMENT = "environment";
    private static final String CLUSTER = "cluster ";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, GivenValue> given = new LinkedHashMap<>();
    private final Map<String, GivenValue> environment = new LinkedHashMap<>();
    private final Map<String, GivenValue> defaults = new LinkedHashMap<>();
    private final SecretContents secrets = new SecretContents();

    /**
     * Gives a variable its value, in place of any that it had.
     *
     * @param source for people, e.g. {@code --set}
     */
    public Values put(String name, String value, String source) {
        given.put(name, new GivenValue(value, source));
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
        if (equals < 0 || !valid(name)) {
            // The value may be a secret: it is not shown.
            throw new RefusedException(field, name, "write NAME=VALUE; a name can contain only letters, digits and _");
        }
        return put(name, written.substring(equals + 1), field);
    }

    /** What a variable can be called. */
    public static boolean valid(String name) {
        return NAME.matcher(name).matches();
    }

    /** What a file for {@code --env-file} says; see {@link EnvFiles#values}. */
    public Values putFile(String file, byte[] content) {
        return putAll(EnvFiles.values(file, content, this::get), FILE + file);
    }

    /** The variables of the process. */
    public Values putEnvironment(Map<String, String> all) {
        all.forEach((name, value) -> environment.put(name, new GivenValue(value, ENVIRONMENT)));
        return this;
    }

    /** What a cluster gives the variables that have no other value. */
    public Values putDefaults(String cluster, Map<String, String> all) {
        all.forEach((name, value) -> defaults.put(name, new GivenValue(value, CLUSTER + cluster)));
        return this;
    }

    /**
     * Gives a secret its content, in place of the file or variable that the stack file names. It is kept nowhere but in the
     * Swarm's secret.
     *
     * @param secret its name in the stack file
     */
    public Values putSecret(String secret, byte[] content) {
        secrets.put(secret, content);
        return this;
    }

    Values putGiven(Map<String, GivenValue> all) {
        given.putAll(all);
        return this;
    }

    /** Of all secrets whose content is given. */
    Set<String> secretNames() {
        return Collections.unmodifiableSet(secrets.names());
    }

    Optional<GivenValue> find(String name) {
        return Optional.ofNullable(given.get(name))
                .or(() -> Optional.ofNullable(environment.get(name)))
                .or(() -> Optional.ofNullable(defaults.get(name)));
    }

    Optional<String> get(String name) {
        return find(name).map(GivenValue::value);
    }

    Map<String, GivenValue> given() {
        return Collections.unmodifiableMap(given);
    }

    Map<String, GivenValue> environment() {
        return Collections.unmodifiableMap(environment);
    }

    Map<String, GivenValue> defaults() {
        return Collections.unmodifiableMap(defaults);
    }

    /** Whether it is what a cluster gives each release. */
    static boolean isDefault(GivenValue value) {
        return value.origin().startsWith(CLUSTER);
    }

    SecretContents secrets() {
        return secrets;
    }

    /** By name, where each value came from. */
    public Map<String, String> sources() {
        Map<String, GivenValue> all = new TreeMap<>(defaults);
        all.putAll(environment);
        all.putAll(given);
        Map<String, String> sources = new TreeMap<>();
        all.forEach((name, value) -> sources.put(name, value.origin()));
        return Collections.unmodifiableMap(sources);
    }
}
