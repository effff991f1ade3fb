package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.plan.Removable;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The networks, configs and secrets of an application: created for a release, and removed with the last release that
 * needs them.
 */
final class ReleaseObjects {
    private final Steps steps;

    ReleaseObjects(Steps steps) {
        this.steps = steps;
    }

    /** Creates the objects that do not exist. */
    void provide(DeliveryRun run, ReleaseSpec release) {
        // Without a look before: Docker goes on showing a network that was removed while a container was attached to
        // it.
        release.objects().networks().forEach(network -> create(run, Swarm.Kind.NETWORK, network));
        List<String> secrets = missing(Swarm.Kind.SECRET, release.objects().secrets());
        List<Map<String, Object>> made = bodies(secrets, run.bodies().secrets());
        if (made.size() < secrets.size()) {
            throw new SwarmException.NotFound(
                    gone(Swarm.Kind.SECRET, secrets, made) + ", and only the stack file or --secret has the content;"
                            + " deliver again",
                    null);
        }
        List<String> configs = missing(Swarm.Kind.CONFIG, release.objects().configs());
        configs(run, release, configs).forEach(body -> create(run, Swarm.Kind.CONFIG, body));
        made.forEach(body -> create(run, Swarm.Kind.SECRET, body));
    }

    private List<String> missing(Swarm.Kind kind, List<String> names) {
        Set<String> there =
                steps.swarm().named(kind, names).stream().map(Swarm.Named::name).collect(Collectors.toSet());
        return names.stream().filter(name -> !there.contains(name)).distinct().toList();
    }

    /** The requests for configs: from the stack file or, without it, restored from the kept source. */
    private List<Map<String, Object>> configs(DeliveryRun run, ReleaseSpec release, List<String> names) {
        List<Map<String, Object>> bodies = bodies(names, run.bodies().configs());
        if (bodies.size() < names.size()) {
            bodies = bodies(names, steps.keptConfigs().of(release, run.application()));
        }
        if (bodies.size() < names.size()) {
            throw new SwarmException.NotFound(
                    gone(Swarm.Kind.CONFIG, names, bodies) + ", and only the stack file has the content; deliver again",
                    null);
        }
        return bodies;
    }

    /** One body for each name that has any; configs of the same content share a name. */
    private static List<Map<String, Object>> bodies(List<String> names, List<Map<String, Object>> all) {
        return names.stream()
                .flatMap(name ->
                        all.stream().filter(body -> name(body).equals(name)).limit(1))
                .toList();
    }

    private static String gone(Swarm.Kind kind, List<String> names, List<Map<String, Object>> bodies) {
        List<String> without = names.stream()
                .filter(name -> bodies.stream().noneMatch(body -> name(body).equals(name)))
                .toList();
        return kind.word()
                + (without.size() == 1 ? " " + without.get(0) + " is" : "s " + String.join(", ", without) + " are")
                + " missing";
    }

    private static String name(Map<String, Object> body) {
        return Json.text(body, "Name").orElse("");
    }

    private void create(DeliveryRun run, Swarm.Kind kind, Map<String, Object> body) {
        Map<String, Object> labeled = Json.copy(body);
        Json.object(labeled, "Labels").put(Labels.APPLICATION, run.application().name());
        Json.object(labeled, "Labels").put(Labels.DELIVERY, run.delivery().id());
        if (kind != Swarm.Kind.NETWORK) {
            Json.object(labeled, "Labels").put(Labels.ROLE, Removable.CONTENT);
        }
        try {
            steps.create(run, kind, labeled);
        } catch (SwarmException.Conflict e) {
            // It exists, or the response to an earlier request was lost.
        }
    }

    /** Removes what this delivery has created; returns the first object that Docker refuses to remove yet. */
    Optional<String> clear(DeliveryRun run) {
        Optional<String> left = Optional.empty();
        for (Swarm.Kind kind : Swarm.Kind.values()) {
            for (Swarm.Named object : steps.swarm()
                    .labeled(kind, Map.of(Labels.DELIVERY, run.delivery().id()))) {
                left = left.or(() -> removed(run, kind, object));
            }
        }
        return left;
    }

    /** Removes the configs, secrets and networks that no kept release names. */
    void prune(DeliveryRun run) {
        Set<String> needed = new HashSet<>();
        for (int number : steps.ledgers().keptReleases(run.application())) {
            steps.ledgers().kept(run.application(), number).ifPresent(release -> {
                needed.addAll(release.objects().networkNames());
                needed.addAll(release.objects().configs());
                needed.addAll(release.objects().secrets());
            });
        }
        for (Swarm.Kind kind : Swarm.Kind.values()) {
            steps.swarm().labeled(kind, ours(run, kind)).stream()
                    .filter(object -> !needed.contains(object.name()))
                    .forEach(object -> removed(run, kind, object)
                            // A shared service that no release has any longer stays, and so does its network.
                            .filter(why -> kind != Swarm.Kind.NETWORK)
                            .ifPresent(why -> run.log().warn(why + "; the next delivery tries again")));
        }
    }

    /** The labels of the objects; the role tells configs from ledgers. */
    private static Map<String, String> ours(DeliveryRun run, Swarm.Kind kind) {
        Map<String, String> ours = new LinkedHashMap<>();
        ours.put(Labels.APPLICATION, run.application().name());
        if (kind != Swarm.Kind.NETWORK) {
            ours.put(Labels.ROLE, Removable.CONTENT);
        }
        return ours;
    }

    /** Why it could not be removed; empty: it is removed. */
    private Optional<String> removed(DeliveryRun run, Swarm.Kind kind, Swarm.Named object) {
        try {
            steps.remove(run, kind, object);
            return Optional.empty();
        } catch (SwarmException.Unavailable e) {
            throw e;
        } catch (SwarmException e) {
            return Optional.of(kind.word() + " " + object.name() + " could not be removed: " + e.getMessage());
        }
    }
}
