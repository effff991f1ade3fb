package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Whether a shared service that {@code docker stack deploy} has made is what the stack file says: Docker tells a spec with
 * its own defaults in it, and configs and secrets had other names then. What is alike is not restarted.
 */
final class AlikeSpecs {
    private static final String[] CONTAINER = {"TaskTemplate", "ContainerSpec"};
    private static final String HASH = "_[0-9a-f]{16}";

    /** What Docker adds to a spec that does not say it, by the path. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            "TaskTemplate/Runtime", "container",
            "TaskTemplate/ContainerSpec/Isolation", "default",
            "TaskTemplate/ContainerSpec/StopGracePeriod", 10_000_000_000L,
            "TaskTemplate/RestartPolicy/Condition", "any",
            "TaskTemplate/RestartPolicy/Delay", 5_000_000_000L,
            "TaskTemplate/RestartPolicy/MaxAttempts", 0L,
            "EndpointSpec/Mode", "vip");

    private final Swarm swarm;
    private final StackSource.Bodies bodies;

    /** @param bodies what the configs and secrets of the stack file hold */
    AlikeSpecs(Swarm swarm, StackSource.Bodies bodies) {
        this.swarm = swarm;
        this.bodies = bodies;
    }

    /**
     * @param running as it was adopted
     * @param wanted as a delivery would create it
     * @return the secrets that are taken for the same by their names alone; empty where the specs differ
     */
    Optional<List<String>> alike(ServiceSpec running, ServiceSpec wanted) {
        List<String> assumed = new ArrayList<>();
        ServiceSpec renamed = wanted.edited(tree -> {
            rename(tree, running, "Config", this::sameConfig);
            rename(tree, running, "Secret", (old, now) -> assumed.add(old));
        });
        return plain(running).equals(plain(renamed)) ? Optional.of(assumed) : Optional.empty();
    }

    /** Gives references the names that they had in what runs, where these mean the same. */
    @SuppressWarnings("unchecked")
    private static void rename(
            Map<String, Object> tree, ServiceSpec running, String kind, BiPredicate<String, String> same) {
        List<String> before = Json.list(Json.at(running.tree(), CONTAINER), kind + "s").stream()
                .flatMap(reference -> Json.text(reference, kind + "Name").stream())
                .toList();
        for (Object reference : Json.list(Json.at(tree, CONTAINER), kind + "s")) {
            String now = Json.text(reference, kind + "Name").orElse("");
            before.stream()
                    .filter(old ->
                            now.startsWith(old) && now.substring(old.length()).matches(HASH))
                    .filter(old -> same.test(old, now))
                    .findFirst()
                    .ifPresent(old -> ((Map<String, Object>) reference).put(kind + "Name", old));
        }
    }

    private boolean sameConfig(String old, String now) {
        Optional<String> held = swarm.configData(old);
        return held.isPresent()
                && bodies.configs().stream()
                        .filter(body -> Json.text(body, "Name").equals(Optional.of(now)))
                        .anyMatch(body -> Json.text(body, "Data").equals(held));
    }

    /** Without what says nothing. */
    static String plain(ServiceSpec spec) {
        Map<String, Object> tree = Json.copy(spec.tree());
        Json.object(tree, "Labels").keySet().removeIf(label -> label.startsWith(Labels.PREFIX));
        Json.object(tree, "TaskTemplate").remove("ForceUpdate");
        Json.object(tree, "TaskTemplate", "Placement").remove("Platforms");
        for (String kind : List.of("Config", "Secret")) {
            Json.list(Json.at(tree, CONTAINER), kind + "s")
                    .forEach(reference -> ((Map<?, ?>) reference).remove(kind + "ID"));
        }
        return Json.canonical(stripped("", tree));
    }

    private static Object stripped(String path, Object node) {
        if (node instanceof Map<?, ?> map) {
            Map<String, Object> left = new LinkedHashMap<>();
            map.forEach((name, value) -> {
                String at = path.isEmpty() ? name.toString() : path + "/" + name;
                Object kept = stripped(at, value);
                if (!empty(kept) && !isDefault(at, kept)) {
                    left.put(name.toString(), kept);
                }
            });
            return left;
        }
        return node instanceof List<?> list
                ? list.stream().map(each -> stripped(path + "/", each)).toList()
                : node;
    }

    private static boolean empty(Object value) {
        return value == null
                || value.equals("")
                || value.equals(false)
                || value instanceof Map<?, ?> map && map.isEmpty()
                || value instanceof Collection<?> list && list.isEmpty();
    }

    private static boolean isDefault(String path, Object value) {
        Object usual = DEFAULTS.get(path);
        return usual instanceof Long number
                ? value instanceof Number given && given.longValue() == number
                : value.equals(usual);
    }
}
