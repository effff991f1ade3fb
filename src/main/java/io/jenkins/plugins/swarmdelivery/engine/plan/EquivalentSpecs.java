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
 * Whether a shared service that {@code docker stack deploy} created matches the stack file: Docker's spec has defaults
 * filled in, and its configs and secrets have other names. A service that matches is not restarted.
 */
final class EquivalentSpecs {
    private static final String[] CONTAINER = {"TaskTemplate", "ContainerSpec"};
    private static final String TASKS = "TaskTemplate";
    private static final String HASH = "_[0-9a-f]{16}";

    private final Swarm swarm;
    private final StackSource.Bodies bodies;

    /** @param bodies with the contents of the stack file's configs and secrets */
    EquivalentSpecs(Swarm swarm, StackSource.Bodies bodies) {
        this.swarm = swarm;
        this.bodies = bodies;
    }

    /**
     * @param spec whose tasks equal the running ones, so that an update restarts none
     * @param assumed the secrets that are assumed to be equal because of their names
     */
    record Equivalent(ServiceSpec spec, List<String> assumed) {}

    /**
     * @param running spec of the adopted service
     * @param wanted spec with which a delivery would create it
     * @return empty if the tasks differ
     */
    Optional<Equivalent> equivalent(ServiceSpec running, ServiceSpec wanted) {
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
        return Optional.of(new Equivalent(spec, assumed));
    }

    /** The spec without the platforms of its image, which Docker's client adds. */
    private static ServiceSpec placed(ServiceSpec spec) {
        return spec.edited(
                tree -> Json.object(tree, "TaskTemplate", "Placement").remove("Platforms"));
    }

    /** Gives references the names that they have in the running spec, if both mean the same object. */
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
