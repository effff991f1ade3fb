package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the fields of a service that differ from what was released. */
final class SpecDrift {
    /** Docker's defaults for absent fields, as measured with 20.10. */
    private static final Map<String, Object> DEFAULTS = Map.ofEntries(
            Map.entry("TaskTemplate.Runtime", "container"),
            Map.entry("TaskTemplate.ContainerSpec.Isolation", "default"),
            Map.entry("TaskTemplate.ContainerSpec.StopGracePeriod", 10_000_000_000L),
            Map.entry("TaskTemplate.RestartPolicy.Condition", "any"),
            Map.entry("TaskTemplate.RestartPolicy.Delay", 5_000_000_000L),
            Map.entry("EndpointSpec.Mode", "vip"),
            Map.entry("UpdateConfig.FailureAction", "pause"),
            Map.entry("UpdateConfig.Monitor", 5_000_000_000L),
            Map.entry("UpdateConfig.Order", "stop-first"),
            Map.entry("RollbackConfig.FailureAction", "pause"),
            Map.entry("RollbackConfig.Monitor", 5_000_000_000L),
            Map.entry("RollbackConfig.Order", "stop-first"));

    private final Swarm swarm;

    SpecDrift(Swarm swarm) {
        this.swarm = swarm;
    }

    /**
     * Compares with the spec before Docker's last update if that was released; otherwise, with the kept spec.
     *
     * @param fingerprint of the spec that was released, as stored by Docker
     * @param kept empty if none is kept
     */
    List<SpecDiff.Change> changes(Service live, String fingerprint, Optional<ServiceSpec> kept) {
        Optional<ServiceSpec> released =
                swarm.specBefore(live).filter(before -> before.fingerprint().equals(fingerprint));
        return released.or(() -> kept).map(spec -> changes(spec, live.spec())).orElse(List.of());
    }

    /** The differences, except for scaling, forced restarts and Docker's defaults. */
    List<SpecDiff.Change> changes(ServiceSpec kept, ServiceSpec live) {
        return SpecDiff.between(comparable(kept), comparable(live)).stream()
                .filter(change -> !(change.before() == null && trivial(change.path(), change.after()))
                        && !(change.after() == null && trivial(change.path(), change.before())))
                .toList();
    }

    /** The same outside the task template: labels, published ports, update settings. */
    List<SpecDiff.Change> outsideTasks(ServiceSpec kept, ServiceSpec live) {
        return changes(kept, live).stream()
                .filter(change -> !change.path().startsWith("TaskTemplate"))
                .toList();
    }

    private ServiceSpec comparable(ServiceSpec spec) {
        return LiveStack.portable(spec, swarm).edited(tree -> {
            Json.object(tree, "Labels").keySet().removeIf(name -> name.startsWith(Labels.PREFIX));
            Json.object(tree, "Mode", "Replicated").remove("Replicas");
            Json.object(tree, "TaskTemplate").remove("ForceUpdate");
        });
    }

    /** Whether a value equals the default; fields with names of the user's choice have none. */
    private static boolean trivial(String path, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().allMatch(entry -> trivial(path + "." + entry.getKey(), entry.getValue()));
        }
        if (path.contains(".Env.") || path.contains("Labels.")) {
            return false;
        }
        return value == null
                || value.equals(false)
                || value.equals("")
                || value instanceof List<?> list && list.isEmpty()
                || value instanceof Number number && number.doubleValue() == 0
                || Json.canonical(value).equals(Json.canonical(DEFAULTS.get(path)));
    }
}
