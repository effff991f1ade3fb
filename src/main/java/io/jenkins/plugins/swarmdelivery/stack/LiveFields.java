package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fields that determine a service's role, read from a spec instead of a stack file. */
final class LiveFields {
    private static final Map<String, String> MODES = Map.of(
            "Replicated",
            "replicated",
            "Global",
            "global",
            "ReplicatedJob",
            "replicated-job",
            "GlobalJob",
            "global-job");

    private final Place place;

    private LiveFields(Place place) {
        this.place = place;
    }

    /** @param where for messages, e.g. {@code service shop_web} */
    static Fields of(String where, ServiceSpec spec) {
        LiveFields fields = new LiveFields(Place.unwritten(where));
        Map<String, Value> deploy = new LinkedHashMap<>();
        deploy.put("labels", fields.labels(spec));
        String mode = Json.at(spec.tree(), "Mode") instanceof Map<?, ?> modes && !modes.isEmpty()
                ? modes.keySet().iterator().next().toString()
                : "Replicated";
        deploy.put("mode", Value.text(fields.place, MODES.getOrDefault(mode, mode)));
        Map<String, Value> service = new LinkedHashMap<>();
        service.put("image", Value.text(fields.place, spec.image()));
        service.put("deploy", new Fields(fields.place, deploy));
        service.put("volumes", new Value.Items(fields.place, fields.mounts(spec)));
        return new Fields(fields.place, service);
    }

    private Fields labels(ServiceSpec spec) {
        Map<String, Value> labels = new LinkedHashMap<>();
        spec.labels().forEach((label, text) -> labels.put(label, Value.text(place, text)));
        return new Fields(place, labels);
    }

    private List<Value> mounts(ServiceSpec spec) {
        List<Value> mounts = new ArrayList<>();
        for (Object mount : Json.list(spec.tree(), "TaskTemplate", "ContainerSpec", "Mounts")) {
            Map<String, Value> fields = new LinkedHashMap<>();
            fields.put(
                    "type",
                    Value.text(place, Json.text(mount, "Type").orElse("bind").toLowerCase(Locale.ROOT)));
            Json.text(mount, "Source").ifPresent(source -> fields.put("source", Value.text(place, source)));
            Json.text(mount, "Target").ifPresent(target -> fields.put("target", Value.text(place, target)));
            fields.put("read_only", Value.text(place, String.valueOf(Json.flag(mount, "ReadOnly"))));
            mounts.add(new Fields(place, fields));
        }
        return mounts;
    }
}
