package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Names the configs and secrets of a release after their contents, and updates the references of services. */
final class Contents {
    private final StackSource.Target target;
    private final List<Map<String, Object>> configs;
    private final List<Map<String, Object>> secrets;
    private final Map<String, String> configNames = new HashMap<>();
    private final Map<String, String> secretNames = new TreeMap<>();

    /** @param kept secrets of an earlier release, by their names in the specs: they keep their names */
    Contents(StackSource.Target target, StackSpecs plain, Map<String, String> kept) {
        this.target = target;
        ContentNames names = new ContentNames(target.application(), target.key());
        this.configs = named(plain.configs(), names::ofConfig, configNames);
        this.secrets = named(plain.secrets(), names::ofSecret, secretNames);
        secretNames.putAll(kept);
    }

    /** The names of all secrets that are not external, by their names in the plain specs. */
    Map<String, String> secretNames() {
        return Collections.unmodifiableMap(secretNames);
    }

    List<Map<String, Object>> configs() {
        return configs;
    }

    List<Map<String, Object>> secrets() {
        return secrets;
    }

    private List<Map<String, Object>> named(
            List<Map<String, Object>> objects, Function<Map<String, Object>, String> name, Map<String, String> names) {
        List<Map<String, Object>> named = new ArrayList<>();
        for (Map<String, Object> object : objects) {
            Map<String, Object> copy = Json.copy(object);
            String now = name.apply(object);
            names.put((String) copy.put("Name", now), now);
            Map<String, Object> labels = Json.object(copy, "Labels");
            labels.remove(Namespace.LABEL);
            labels.put(Labels.APPLICATION, target.application().name());
            named.add(copy);
        }
        return List.copyOf(named);
    }

    /** External ones keep their names. */
    void rename(Map<String, Object> service) {
        rename(Json.list(service, "TaskTemplate", "ContainerSpec", "Configs"), "ConfigName", configNames);
        rename(Json.list(service, "TaskTemplate", "ContainerSpec", "Secrets"), "SecretName", secretNames);
        Object credentials = Json.at(service, "TaskTemplate", "ContainerSpec", "Privileges", "CredentialSpec");
        if (credentials != null) {
            rename(List.of(credentials), "Config", configNames);
        }
    }

    @SuppressWarnings("unchecked")
    private static void rename(List<Object> references, String field, Map<String, String> names) {
        for (Object reference : references) {
            ((Map<String, Object>) reference)
                    .computeIfPresent(field, (its, name) -> names.getOrDefault(name.toString(), name.toString()));
        }
    }
}
