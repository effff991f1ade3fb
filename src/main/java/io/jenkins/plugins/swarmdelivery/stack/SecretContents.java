package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource.GivenValue;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the secrets of a stack are made of where the stack file alone does not tell: never kept, never shown. */
final class SecretContents {
    private final Map<String, byte[]> given = new LinkedHashMap<>();
    private final Map<String, String> kept = new LinkedHashMap<>();
    private final Set<String> renewed = new HashSet<>();
    private final Map<String, GivenValue> variables = new LinkedHashMap<>();

    void put(String secret, byte[] content) {
        given.put(secret, content.clone());
    }

    /** As others have them. */
    SecretContents putAll(SecretContents others) {
        given.putAll(others.given);
        return this;
    }

    /**
     * Keeps secrets as an earlier release has them, unless they are given anew.
     *
     * @param names by the names in the stack file, those in the Swarm
     * @param anew variables that have a new value: what is made of one is not kept
     */
    SecretContents keep(Map<String, String> names, Set<String> anew) {
        kept.putAll(names);
        renewed.addAll(anew);
        return this;
    }

    /** Values that count for secrets alone, where nothing else gives one. */
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

    /** @param variable that it is made of; empty: it is made of something else */
    Optional<String> kept(String secret, Optional<String> variable) {
        boolean anew =
                given.containsKey(secret) || variable.filter(renewed::contains).isPresent();
        return Optional.ofNullable(kept.get(secret)).filter(name -> !anew);
    }
}
