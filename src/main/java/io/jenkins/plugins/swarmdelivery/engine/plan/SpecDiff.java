package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The differences between two JSON trees, field by field. */
public final class SpecDiff {
    private SpecDiff() {}

    /**
     * @param path e.g. {@code TaskTemplate.ContainerSpec.Image}
     * @param before null if the field was absent
     * @param after null if the field is absent now
     */
    public record Change(String path, Object before, Object after) {
        @Override
        public String toString() {
            if (before == null) {
                return "+ " + path + " = " + Json.canonical(after);
            }
            return after == null
                    ? "- " + path + " (was " + Json.canonical(before) + ")"
                    : "~ " + path + ": " + Json.canonical(before) + " -> " + Json.canonical(after);
        }
    }

    /** The changes, sorted by path; lists are compared as a whole, but environment variables one by one. */
    public static List<Change> between(ServiceSpec before, ServiceSpec after) {
        List<Change> changes = new ArrayList<>();
        compare("", before.tree(), after.tree(), changes);
        return changes;
    }

    private static void compare(String path, Object before, Object after, List<Change> changes) {
        if (before instanceof Map<?, ?> left && after instanceof Map<?, ?> right) {
            Set<Object> fields = new TreeSet<>(left.keySet());
            fields.addAll(right.keySet());
            for (Object field : fields) {
                compare(
                        path.isEmpty() ? field.toString() : path + "." + field,
                        left.get(field),
                        right.get(field),
                        changes);
            }
        } else if (!Json.canonical(before).equals(Json.canonical(after))) {
            int already = changes.size();
            if (path.endsWith(".Env")) {
                compare(path, variables(before), variables(after), changes);
            }
            if (changes.size() == already) {
                changes.add(new Change(path, before, after));
            }
        }
    }

    private static Map<String, Object> variables(Object list) {
        Map<String, Object> variables = new TreeMap<>();
        if (list instanceof List<?> entries) {
            for (Object entry : entries) {
                String[] pair = String.valueOf(entry).split("=", 2);
                variables.put(pair[0], pair.length > 1 ? pair[1] : "");
            }
        }
        return variables;
    }
}
