package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Kind;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Normalizes a network, volume, config or secret of the file: labels and options become mappings of texts, and an
 * external object gets its name.
 */
final class ObjectForm {
    private ObjectForm() {}

    /** @param kind the section, e.g. {@code networks} */
    static Fields of(String kind, String name, Value written) {
        Map<String, Value> object = new LinkedHashMap<>();
        if (written instanceof Fields fields) {
            object.putAll(fields.values());
        }
        for (String pairs : List.of("labels", "driver_opts")) {
            object.computeIfPresent(pairs, (field, value) -> Pairs.mapping(value, false));
        }
        Value external = object.remove("external");
        if (external instanceof Fields
                || (external instanceof Scalar scalar && scalar.text().equals("true"))) {
            external(kind, name, external, object);
        } else if (kind.equals("secrets") || kind.equals("configs")) {
            oneSource(written.place(), object);
        }
        return new Fields(written.place(), object);
    }

    private static void external(String kind, String name, Value external, Map<String, Value> object) {
        Place place = external.place();
        if (kind.equals("volumes")) {
            for (String field : List.of("driver", "driver_opts", "labels")) {
                if (object.containsKey(field)) {
                    throw object.get(field)
                            .place()
                            .wrong("an external volume is used as it is; remove this or external");
                }
            }
        }
        if (external instanceof Fields old && old.text("name").isPresent()) {
            if (object.containsKey("name")) {
                throw place.wrong("external.name and name are both set; keep name");
            }
            object.put("name", old.get("name"));
        }
        object.putIfAbsent("name", Value.text(place, name));
        object.put("external", new Scalar(place, Kind.BOOLEAN, "true"));
    }

    private static void oneSource(Place place, Map<String, Value> object) {
        List<String> sources = List.of("file", "content", "environment", "driver").stream()
                .filter(object::containsKey)
                .toList();
        if (sources.isEmpty()) {
            throw place.wrong("the source of its content is missing; write file: PATH, or external: true");
        }
        if (sources.size() > 1) {
            throw place.wrong(String.join(" and ", sources) + " are both set; keep one");
        }
    }
}
