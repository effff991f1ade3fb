package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.ArrayList;
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
    private static final String TASKS = "TaskTemplate";
    private static final String HASH = "_[0-9a-f]{16}";

    private final Swarm swarm;
    private final StackSource.Bodies bodies;

    /** @param bodies what the configs and secrets of the stack file hold */
    AlikeSpecs(Swarm swarm, StackSource.Bodies bodies) {
        this.swarm = swarm;
        this.bodies = bodies;
    }

    /**
     * @param spec that restarts no task
     * @param assumed the secrets that are taken for the same by their names alone
     */
    record Alike(ServiceSpec spec, List<String> assumed) {}

    /**
     * @param running as it was adopted
     * @param wanted as a delivery would create it
     * @return empty where the tasks differ
     */
    Optional<Alike> alike(ServiceSpec running, ServiceSpec wanted) {
        List<String> assumed = new ArrayList<>();
        ServiceSpec renamed = wanted.edited(tree -> {
            rename(tree, running, "Config", this::sameConfig);
            rename(tree, running, "Secret", (old, now) -> assumed.add(old));
        });
        List<SpecDiff.Change> changes = new SpecDrift(swarm).changes(placed(running), placed(renamed));
        if (changes.stream().anyMatch(change -> change.path().startsWith(TASKS))) {
            return Optional.empty();
        }
        boolean same = changes.isEmpty() && running.mode().equals(renamed.mode());
        ServiceSpec spec =
                same ? running : wanted.edited(tree -> tree.put(TASKS, Json.object(Json.copy(running.tree()), TASKS)));
        return Optional.of(new Alike(spec, assumed));
    }

    /** Without the platforms of its image, which Docker's own client looks up. */
    private static ServiceSpec placed(ServiceSpec spec) {
        return spec.edited(
                tree -> Json.object(tree, "TaskTemplate", "Placement").remove("Platforms"));
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
}
