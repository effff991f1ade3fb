package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.LiveStack;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The services of an application that both colors use: created once, updated in place if their definition has changed,
 * and restored to their previous definition if the delivery fails.
 */
final class SharedServices {
    /** Docker begins an update with a delay; until then, the service looks unchanged. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Steps steps;

    SharedServices(Steps steps) {
        this.steps = steps;
    }

    /** The progress until all are as defined in the release, and healthy; empty once they are. */
    Optional<Progress> bring(DeliveryRun run, ReleaseSpec release, Instant now) {
        List<Part> shared = release.with(Role.SHARED);
        Map<String, Service> all = there(shared);
        for (Part part : shared) {
            Optional<Service> there = Optional.ofNullable(all.get(part.spec().name()));
            Optional<String> obstacle = foreign(run, part, there).or(() -> rolledBack(run, part, there));
            if (obstacle.isPresent()) {
                return Optional.of(late(run, obstacle.get()));
            }
            if (apply(run, part, there)) {
                run.healthySince(Optional.empty());
                return Optional.of(new Progress.Continue());
            }
        }
        for (Part part : shared) {
            Optional<Progress> waiting =
                    converging(run, part, all.get(part.spec().name()), now);
            if (waiting.isPresent()) {
                run.healthySince(Optional.empty());
                return waiting;
            }
        }
        return settle(run, shared.isEmpty(), now);
    }

    private Optional<Progress> settle(DeliveryRun run, boolean none, Instant now) {
        if (none) {
            return Optional.empty();
        }
        run.healthySince(Optional.of(run.healthySince().orElse(now)));
        if (now.isBefore(run.healthySince().orElseThrow().plus(SETTLED))) {
            return Optional.of(steps.await(run, "shared services are settling", Steps.SOON));
        }
        run.healthySince(Optional.empty());
        return Optional.empty();
    }

    private Map<String, Service> there(List<Part> shared) {
        List<String> names = shared.stream().map(part -> part.spec().name()).toList();
        return names.isEmpty()
                ? Map.of()
                : steps.swarm().services(names).stream().collect(Collectors.toMap(Service::name, service -> service));
    }

    /**
     * Why a service must not be changed; empty: it may. A shared service of the old release belongs to the application,
     * even if its labels were taken off.
     */
    private Optional<String> foreign(DeliveryRun run, Part part, Optional<Service> there) {
        return there.flatMap(service -> Planner.foreign(service, run.application()))
                .filter(why -> !sharedBefore(run, part));
    }

    private boolean sharedBefore(DeliveryRun run, Part part) {
        return run.delivery()
                .from()
                .flatMap(from ->
                        steps.ledgers().kept(run.application(), from.release().number()))
                .filter(release ->
                        LiveStack.shares(Optional.of(release), part.spec().name()))
                .isPresent();
    }

    /**
     * Whether Docker has rolled back the update of this run: then the label of the old definition is back, and another
     * update would fail, too.
     */
    private static Optional<String> rolledBack(DeliveryRun run, Part part, Optional<Service> there) {
        return there.filter(service -> run.stack().updatedShared(part.name()))
                .filter(service ->
                        !definition(part).equals(service.spec().labels().get(Labels.DEFINITION)))
                .map(service -> "Docker has rolled back the update of shared service " + part.name());
    }

    /** Fails the phase; a rollback only warns and continues. */
    private Progress late(DeliveryRun run, String why) {
        if (run.delivery().kind() == Delivery.Kind.ROLLBACK) {
            run.log().warn("the rollback continues, although " + why);
            return steps.next(run);
        }
        return steps.fail(run, why);
    }

    private Optional<Progress> converging(DeliveryRun run, Part part, Service service, Instant now) {
        Optional<String> state = steps.swarm().updateState(service);
        boolean ended = state.filter(word -> word.equals("paused") || word.startsWith("rollback"))
                .isPresent();
        // Earlier updates do not matter, as long as the tasks are healthy.
        if (ended && run.stack().updatedShared(part.name())) {
            return Optional.of(
                    late(run, "the update of shared service " + part.name() + " has ended as " + state.get()));
        }
        Convergence seen = steps.converge(service);
        boolean updating = state.filter("updating"::equals).isPresent();
        boolean complete = seen.wanted() == 0 || seen.complete();
        Optional<String> missing = complete && !updating
                ? Optional.empty()
                : Optional.of("shared service " + part.name() + (updating ? " is updating: " : ": ") + seen);
        Gate gate = Gate.check(run, missing, run.delivery().options().convergeTimeout(), now)
                .every(Steps.soon(run, now));
        return steps.held(run, gate, why -> late(run, why));
    }

    /** Creates or updates the service; returns whether it changed anything. */
    private boolean apply(DeliveryRun run, Part part, Optional<Service> there) {
        String definition = definition(part);
        if (there.isEmpty()) {
            steps.create(
                    run,
                    part.with(labeled(
                            part.spec(), definition, Optional.of(run.delivery().id()))));
            return true;
        }
        Map<String, String> labels = there.get().spec().labels();
        if (definition.equals(labels.get(Labels.DEFINITION))) {
            return false;
        }
        // An adopted service has no creator: no failure may remove it.
        Optional<String> creator = Optional.ofNullable(labels.get(Labels.DELIVERY));
        ServiceSpec wanted = labeled(part.spec(), definition, creator);
        ServiceSpec resolved = steps.resolved(part.with(kept(wanted, there.get().spec())));
        run.log().info("shared service " + part.name() + " is updated");
        steps.update(run, there.get(), resolved);
        run.stack().updateShared(part.name());
        return true;
    }

    /** Keeps the live counter of forced restarts: a change of it would restart the tasks. */
    private static ServiceSpec kept(ServiceSpec wanted, ServiceSpec live) {
        return wanted.edited(tree -> Optional.ofNullable(Json.at(live.tree(), "TaskTemplate", "ForceUpdate"))
                .ifPresent(force -> Json.object(tree, "TaskTemplate").put("ForceUpdate", force)));
    }

    /** A hash of the definition of a shared service. */
    static String definition(Part part) {
        Map<String, Object> tree = Json.copy(part.spec().tree());
        Json.object(tree, "Labels").keySet().removeIf(name -> name.startsWith(Labels.PREFIX));
        return Json.fingerprint(tree);
    }

    /** @param creator the delivery that created it, and removes it again if it fails */
    private static ServiceSpec labeled(ServiceSpec spec, String definition, Optional<String> creator) {
        Map<String, String> labels = new LinkedHashMap<>(spec.labels());
        labels.put(Labels.DEFINITION, definition);
        labels.remove(Labels.DELIVERY);
        creator.ifPresent(delivery -> labels.put(Labels.DELIVERY, delivery));
        labels.remove(Labels.RELEASE);
        return spec.withLabels(labels);
    }

    /** Updates existing shared services to the definition in a release, without waiting for them. */
    void follow(DeliveryRun run, ReleaseSpec release) {
        Map<String, Service> all = there(release.with(Role.SHARED));
        for (Part part : release.with(Role.SHARED)) {
            Optional<Service> there = Optional.ofNullable(all.get(part.spec().name()));
            if (there.isPresent() && foreign(run, part, there).isEmpty()) {
                apply(run, part, there);
            }
        }
    }

    /**
     * Restores a shared service; if one of its secrets or configs is gone, only warns: the candidate must be removed
     * all the same.
     */
    private void again(DeliveryRun run, Part part, Optional<Service> there) {
        if (foreign(run, part, there).isPresent()) {
            return;
        }
        try {
            apply(run, part, there);
        } catch (SwarmException.NotFound e) {
            if (run.stack().firstTold(part.name())) {
                run.log().warn("shared service " + part.name() + " could not be restored: " + e.getMessage());
            }
        }
    }

    /**
     * Restores the shared services of the old release, and removes those that the delivery has created, without waiting
     * for them.
     */
    void restore(DeliveryRun run, ReleaseSpec release, Optional<ReleaseSpec> before) {
        List<Part> earlier = before.map(old -> old.with(Role.SHARED)).orElse(List.of());
        Map<String, Service> all = there(earlier);
        earlier.forEach(
                part -> again(run, part, Optional.ofNullable(all.get(part.spec().name()))));
        for (Part part : release.with(Role.SHARED)) {
            boolean kept = earlier.stream()
                    .anyMatch(old -> old.spec().name().equals(part.spec().name()));
            if (!kept) {
                steps.swarm()
                        .service(part.spec().name())
                        .filter(service -> run.delivery()
                                .id()
                                .equals(service.spec().labels().get(Labels.DELIVERY)))
                        .ifPresent(service -> steps.remove(run, service));
            }
        }
    }
}
