package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource.GivenValue;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The contents of a stack's secrets that do not come from the stack file: never kept, never shown. */
final class SecretContents {
    private final Map<String, byte[]> given = new LinkedHashMap<>();
    private final Map<String, String> kept = new LinkedHashMap<>();
    private final Set<String> renewed = new HashSet<>();
    private final Map<String, GivenValue> variables = new LinkedHashMap<>();

    void put(String secret, byte[] content) {
        given.put(secret, content.clone());
    }

    /** Adds those of the others. */
    SecretContents putAll(SecretContents others) {
        given.putAll(others.given);
        return this;
    }

    /**
     * Keeps the secrets of an earlier release, unless their content is given again.
     *
     * @param names in the Swarm, by the names in the stack file
     * @param anew variables with a new value: secrets made from them are not kept
     */
    SecretContents keep(Map<String, String> names, Set<String> anew) {
        kept.putAll(names);
        renewed.addAll(anew);
        return this;
    }

    /** Values that count only for secrets, and only if nothing else provides one. */
    SecretContents variables(Map<String, GivenValue> all) {
        variables.putAll(all);
        return this;
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).map(GivenValue::value);
    }

    Set<String> names() {
        return given.keySet();
    }

    Optional<byte[]> content(String secret) {
        return Optional.ofNullable(given.get(secret)).map(byte[]::clone);
    }

    /** @param variable from which it is made; empty if it is made from something else */
    Optional<String> kept(String secret, Optional<String> variable) {
        boolean anew =
                given.containsKey(secret) || variable.filter(renewed::contains).isPresent();
        return Optional.ofNullable(kept.get(secret)).filter(name -> !anew);
    }
}
