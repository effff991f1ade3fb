package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields below {@code deploy}: how many tasks, where, with which resources, and how they are replaced. */
final class DeployFields {
    private static final String MODES = "write replicated, global, replicated-job or global-job";

    private final Fields deploy;

    DeployFields(Fields service) {
        this.deploy = service.fields("deploy");
    }

    Map<String, Object> mode() {
        Optional<Long> replicas = Numbers.whole(deploy, "replicas", 0, Long.MAX_VALUE);
        String mode = deploy.text("mode").orElse("replicated");
        if (mode.startsWith("global") && replicas.isPresent()) {
            throw deploy.get("replicas")
                    .place()
                    .wrong("mode " + mode + " runs one task on each node; remove replicas, or write mode: replicated");
        }
        return switch (mode) {
            case "replicated" ->
                Map.of("Replicated", new Body().some("Replicas", replicas).fields());
            case "replicated-job" ->
                Map.of(
                        "ReplicatedJob",
                        new Body()
                                .some("MaxConcurrent", replicas)
                                .some("TotalCompletions", replicas)
                                .fields());
            case "global" -> Map.of("Global", Map.of());
            case "global-job" -> Map.of("GlobalJob", Map.of());
            default -> throw deploy.get("mode").place().wrong(mode, MODES);
        };
    }

    /** @param name {@code update_config} or {@code rollback_config} */
    Optional<Map<String, Object>> update(String name) {
        if (!deploy.has(name)) {
            return Optional.empty();
        }
        Fields update = deploy.fields(name);
        return Optional.of(new Body()
                .put(
                        "Parallelism",
                        Numbers.whole(update, "parallelism", 0, Long.MAX_VALUE).orElse(1L))
                .some("Delay", Numbers.durationOrZero(update, "delay"))
                .some("FailureAction", update.text("failure_action"))
                .some("Monitor", Numbers.durationOrZero(update, "monitor"))
                .put("MaxFailureRatio", ratio(update.text("max_failure_ratio").orElse("0")))
                .put("Order", update.text("order").orElse(""))
                .fields());
    }

    /** Docker uses single precision here. */
    private static Number ratio(String text) {
        BigDecimal ratio = new BigDecimal(Float.toString(Float.parseFloat(text))).stripTrailingZeros();
        return ratio.scale() <= 0 ? ratio.toBigInteger() : ratio;
    }

    Map<String, Object> resources() {
        Fields resources = deploy.fields("resources");
        Fields limits = resources.fields("limits");
        Fields reservations = resources.fields("reservations");
        Body body = new Body();
        if (resources.has("limits")) {
            body.put(
                    "Limits",
                    amounts(limits)
                            .some("Pids", Numbers.wholeOrZero(limits, "pids"))
                            .fields());
        }
        if (resources.has("reservations")) {
            body.put(
                    "Reservations",
                    amounts(reservations)
                            .some("GenericResources", generic(reservations))
                            .fields());
        }
        return body.fields();
    }

    private static Body amounts(Fields fields) {
        return new Body()
                .some("NanoCPUs", Numbers.nanoCpus(fields, "cpus"))
                .some("MemoryBytes", Numbers.size(fields, "memory"));
    }

    private static List<Map<String, Object>> generic(Fields reservations) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Value item : reservations.items("generic_resources")) {
            Fields discrete = ((Fields) item).fields("discrete_resource_spec");
            Body body = new Body();
            if (((Fields) item).has("discrete_resource_spec")) {
                body.put(
                        "DiscreteResourceSpec",
                        new Body()
                                .some("Kind", discrete.text("kind"))
                                .some("Value", Numbers.wholeOrZero(discrete, "value"))
                                .fields());
            }
            all.add(body.fields());
        }
        return all;
    }

    Map<String, Object> placement() {
        Fields placement = deploy.fields("placement");
        return new Body()
                .some("Constraints", placement.texts("constraints"))
                .some(
                        "Preferences",
                        placement.items("preferences").stream()
                                .map(preference -> Map.of(
                                        "Spread",
                                        Map.of(
                                                "SpreadDescriptor",
                                                ((Fields) preference)
                                                        .text("spread")
                                                        .orElse(""))))
                                .toList())
                .some("MaxReplicas", Numbers.wholeOrZero(placement, "max_replicas_per_node"))
                .fields();
    }

    /** From {@code deploy.restart_policy}, else from {@code restart}, as in Compose files without Swarm. */
    Optional<Map<String, Object>> restartPolicy(Fields service) {
        if (!deploy.has("restart_policy")) {
            return service.text("restart").flatMap(text -> restart((Scalar) service.get("restart")));
        }
        Fields policy = deploy.fields("restart_policy");
        return Optional.of(new Body()
                .some("Condition", policy.text("condition"))
                .some("Delay", Numbers.duration(policy, "delay"))
                .some("MaxAttempts", Numbers.whole(policy, "max_attempts", 0, Long.MAX_VALUE))
                .some("Window", Numbers.duration(policy, "window"))
                .fields());
    }

    private static Optional<Map<String, Object>> restart(Scalar written) {
        String[] parts = written.text().split(":", 2);
        String count = parts.length == 1 || parts[1].isEmpty() ? "0" : parts[1];
        String condition =
                switch (parts[0]) {
                    case "no" -> "";
                    case "always", "unless-stopped" -> "any";
                    case "on-failure" -> "on-failure";
                    default -> throw wrong(written);
                };
        if (!count.matches("[0-9]{1,9}")) {
            throw wrong(written);
        }
        if (condition.isEmpty()) {
            return Optional.empty();
        }
        Body body = new Body().put("Condition", condition);
        // Docker uses a number only for on-failure, and posts 0 if there is none.
        return Optional.of((condition.equals("any") ? body : body.put("MaxAttempts", Long.parseLong(count))).fields());
    }

    private static RuntimeException wrong(Scalar written) {
        return written.place()
                .wrong(written.text(), "write \"no\", always, on-failure, on-failure:5 or unless-stopped");
    }
}
