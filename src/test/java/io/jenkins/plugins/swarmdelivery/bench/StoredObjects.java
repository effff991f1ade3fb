package io.jenkins.plugins.swarmdelivery.bench;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Objects of a Swarm by name, each with an id and a version that a change must name. */
final class StoredObjects {
    private static final String TIME = "2026-03-01T12:00:00.123456789Z";

    private final Map<String, Map<String, Object>> byName = new TreeMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private long version;

    /** Empty where the name is taken; else the id. */
    synchronized Optional<String> create(Map<String, Object> spec) {
        String name = name(spec);
        if (byName.containsKey(name)) {
            return Optional.empty();
        }
        String id = String.format("%025d", ++version);
        names.put(id, name);
        byName.put(name, object(id, spec));
        return Optional.of(id);
    }

    /** False where the version is no longer the one that was read. Data that is absent stays as it is. */
    synchronized boolean update(String id, long read, Map<String, Object> spec) {
        Map<String, Object> old = find(id).orElseThrow();
        if (Json.number(old, "Version", "Index").orElseThrow() != read) {
            return false;
        }
        Map<String, Object> kept = new LinkedHashMap<>(spec);
        Json.text(old, "Spec", "Data").ifPresent(data -> kept.putIfAbsent("Data", data));
        version++;
        byName.put(name(spec), object(id, kept));
        return true;
    }

    synchronized boolean remove(String id) {
        String name = names.remove(id);
        return name != null && byName.remove(name) != null;
    }

    synchronized Optional<Map<String, Object>> find(String nameOrId) {
        return Optional.ofNullable(byName.get(names.getOrDefault(nameOrId, nameOrId)));
    }

    synchronized List<Map<String, Object>> list() {
        return List.copyOf(byName.values());
    }

    private Map<String, Object> object(String id, Map<String, Object> spec) {
        return Map.of(
                "ID", id, "Version", Map.of("Index", version), "CreatedAt", TIME, "UpdatedAt", TIME, "Spec", spec);
    }

    private static String name(Map<String, Object> spec) {
        return Json.text(spec, "Name").orElseThrow();
    }
}
