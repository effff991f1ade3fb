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
 * The values of the variables in a stack file, and where each comes from. Given values override the environment, which
 * overrides the cluster's values; of the given values, later ones win.
 */
public final class Values {
    /** The source of a single value. */
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
     * Sets the value of a variable, replacing an earlier one.
     *
     * @param source for messages, e.g. {@code --set}
     */
    public Values put(String name, String value, String source) {
        given.put(name, new GivenValue(value, source));
        return this;
    }

    /** Sets the values of several variables. */
    public Values putAll(Map<String, String> all, String source) {
        all.forEach((name, value) -> put(name, value, source));
        return this;
    }

    /**
     * Sets a value written as {@code NAME=VALUE}.
     *
     * @param field for messages, e.g. {@code --set}
     * @throws RefusedException if it is malformed
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

    /** Whether this is a valid name of a variable. */
    public static boolean valid(String name) {
        return NAME.matcher(name).matches();
    }

    /** Sets the values in a file for {@code --env-file}; see {@link EnvFiles#values}. */
    public Values putFile(String file, byte[] content) {
        return putAll(EnvFiles.values(file, content, this::get), FILE + file);
    }

    /** Sets the variables of the process's environment. */
    public Values putEnvironment(Map<String, String> all) {
        all.forEach((name, value) -> environment.put(name, new GivenValue(value, ENVIRONMENT)));
        return this;
    }

    /** Sets the cluster's values, for variables that have no other value. */
    public Values putDefaults(String cluster, Map<String, String> all) {
        all.forEach((name, value) -> defaults.put(name, new GivenValue(value, CLUSTER + cluster)));
        return this;
    }

    /**
     * Sets the content of a secret, instead of the file or variable that the stack file names. It is kept only in the
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

    /** The names of all secrets whose content is given. */
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

    /** Whether the value comes from the cluster's values. */
    static boolean isDefault(GivenValue value) {
        return value.origin().startsWith(CLUSTER);
    }

    SecretContents secrets() {
        return secrets;
    }

    /** Where each value comes from, by name. */
    public Map<String, String> sources() {
        Map<String, GivenValue> all = new TreeMap<>(defaults);
        all.putAll(environment);
        all.putAll(given);
        Map<String, String> sources = new TreeMap<>();
        all.forEach((name, value) -> sources.put(name, value.origin()));
        return Collections.unmodifiableMap(sources);
    }
}
