package io.jenkins.plugins.swarmdelivery.engine.plan;

import java.util.Map;
import java.util.TreeMap;

/** Reads labels such as {@code swarm-delivery.route.port} and {@code swarm-delivery.route.NAME.port}. */
final class RouteFields {
    private static final String PREFIX = "swarm-delivery.route.";

    private RouteFields() {}

    /** Returns the fields of each route, by its name; the name may be empty. */
    static Map<String, Map<String, String>> byName(Map<String, String> labels) {
        Map<String, Map<String, String>> byName = new TreeMap<>();
        labels.forEach((label, value) -> {
            if (label.startsWith(PREFIX)) {
                String rest = label.substring(PREFIX.length());
                int dot = rest.lastIndexOf('.');
                byName.computeIfAbsent(dot < 0 ? "" : rest.substring(0, dot), name -> new TreeMap<>())
                        .put(rest.substring(dot + 1), value);
            }
        });
        return byName;
    }

    /** Returns the label of a field. */
    static String label(String name, String field) {
        return PREFIX + (name.isEmpty() ? "" : name + ".") + field;
    }
}
