package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Nearest;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds fields of a given spec that Docker would silently ignore or read as another field: Docker reads names in any
 * case, while all our checks, including the cluster's rules, read them as documented.
 *
 * @param problems misspelled fields
 * @param warnings fields that only a newer Docker may know
 */
record SpecFields(List<String> problems, List<String> warnings) {
    private static final int MOST_EDITS = 2;

    static SpecFields of(ServiceSpec written) {
        SpecFields found = new SpecFields(new ArrayList<>(), new ArrayList<>());
        found.look("", written.tree(), KnownFields.SPEC);
        found.runtime(written);
        return found;
    }

    private void look(String path, Object node, KnownFields known) {
        if (node instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                look(path + "[" + i + "]", list.get(i), known);
            }
        } else if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> look(path, String.valueOf(key), value, map, known));
        }
    }

    private void look(String path, String name, Object value, Map<?, ?> siblings, KnownFields known) {
        String field = path.isEmpty() ? name : path + "." + name;
        if (known.names().contains(name)) {
            known.below(name).ifPresent(below -> look(field, value, below));
            return;
        }
        Optional<String> meant = meant(name, siblings, known);
        if (meant.isPresent()) {
            problems.add(field + ": is not a field of the Engine API; write " + meant.get());
        } else {
            warnings.add(
                    field + ": not a field of the Engine API up to 1.51; a Docker that does not know it ignores it");
        }
    }

    private static Optional<String> meant(String name, Map<?, ?> siblings, KnownFields known) {
        Optional<String> otherCase =
                known.names().stream().filter(name::equalsIgnoreCase).findFirst();
        return otherCase.or(() -> Nearest.to(name, known.names())
                .filter(near -> Nearest.distance(near, name) <= MOST_EDITS)
                .filter(near -> !siblings.containsKey(near)));
    }

    /** Refuses tasks that are not containers: an engine plugin has any rights it asks for. */
    private void runtime(ServiceSpec written) {
        Optional<String> runtime =
                Json.text(written.tree(), "TaskTemplate", "Runtime").filter(text -> !text.equals("container"));
        runtime.ifPresent(text -> problems.add("TaskTemplate.Runtime: \"" + text
                + "\" cannot serve requests; remove it, so that Docker runs containers"));
        for (String other : List.of("PluginSpec", "NetworkAttachmentSpec")) {
            if (Json.at(written.tree(), "TaskTemplate", other) != null) {
                problems.add("TaskTemplate." + other + ": such tasks are not containers and cannot serve; remove it");
            }
        }
    }
}
