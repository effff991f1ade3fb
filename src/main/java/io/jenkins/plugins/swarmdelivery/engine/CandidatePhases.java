package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Drift;
import io.jenkins.plugins.swarmdelivery.engine.plan.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** From the order to a candidate that tests can reach and users cannot. */
final class CandidatePhases {
    /** The longest that a router may trust tasks that are gone: HAProxy keeps addresses for 30 s where the DNS is silent. */
    static final Duration DISTRUST = Duration.ofSeconds(35);

    private final Steps steps;
    private final Retirement retirement;
    private final RouteProof proof;

    CandidatePhases(Steps steps, Retirement retirement, RouteProof proof) {
        this.steps = steps;
        this.retirement = retirement;
        this.proof = proof;
    }

    /**
     * Lets a throw-away service fetch the image on every eligible node. Whether its container then starts is of no
     * interest: that it was tried means that the image is there.
     */
    Progress pull(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        ServiceSpec candidate = candidateSpec(run);
        Optional<Service> puller = steps.swarm().service(pullerName(delivery));
        if (puller.isEmpty()) {
            steps.create(run, pullerSpec(run.application(), delivery, candidate));
            return new Progress.Continue();
        }
        List<Task> tasks = steps.swarm().tasks(puller.get());
        Optional<Task> rejected =
                tasks.stream().filter(task -> task.state().equals("rejected")).findFirst();
        if (rejected.isPresent()) {
            return steps.fail(
                    run, "the image cannot be pulled: " + rejected.get().error());
        }
        long nodes = Placement.eligible(candidate, steps.swarm().nodes()).size();
        long pulled = tasks.stream().filter(CandidatePhases::pulled).count();
        Optional<String> missing =
                pulled >= nodes ? Optional.empty() : Optional.of("image on " + pulled + " of " + nodes + " nodes");
        Gate gate = Gate.check(run, missing, delivery.options().convergeTimeout(), now)
                .every(Duration.ofMillis(300));
        return steps.pass(
                run,
                gate,
                () -> {
                    steps.remove(run, puller.get());
                    return steps.enter(run, clearsFirst(run.ledger()) ? Phase.CLEARING : Phase.STARTING);
                },
                late -> steps.fail(run, "the image was on " + pulled + " of " + nodes + " nodes when the time was up"));
    }

    static String pullerName(Delivery delivery) {
        return delivery.to().service() + "-pull";
    }

    private static boolean pulled(Task task) {
        return task.running()
                || List.of("ready", "starting", "running", "complete", "failed", "shutdown")
                        .contains(task.state());
    }

    private static ServiceSpec pullerSpec(Application application, Delivery delivery, ServiceSpec candidate) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("Name", pullerName(delivery));
        tree.put(
                "Labels",
                Map.of(
                        Labels.APPLICATION, application.name(),
                        Labels.DELIVERY, delivery.id(),
                        Labels.ROLE, "pull"));
        Map<String, Object> template = Json.object(tree, "TaskTemplate");
        template.put("ContainerSpec", Map.of("Image", candidate.image(), "Command", List.of("true")));
        template.put("RestartPolicy", Map.of("Condition", "none"));
        Map<String, Object> placement = Json.object(template, "Placement");
        placement.put("Constraints", candidate.constraints());
        // A node that the image was not built for has nothing to pull.
        placement.put("Platforms", Json.list(candidate.tree(), "TaskTemplate", "Placement", "Platforms"));
        tree.put("Mode", Map.of("Global", Map.of()));
        return new ServiceSpec(tree);
    }

    static boolean clearsFirst(Ledger ledger) {
        return ledger.standby().isPresent() || ledger.leftover().isPresent();
    }

    /**
     * The candidate's color may still be held by the standby, or by what was left running. Neither is given up before
     * Docker has accepted the candidate's spec, nor while a replica of the router may still send users there.
     */
    Progress clear(DeliveryRun run, Instant now) {
        Optional<String> obstacle = run.cleared() ? Optional.empty() : mayNotClear(run);
        boolean rollback = run.delivery().kind() == Delivery.Kind.ROLLBACK;
        Duration patience =
                rollback ? SwitchPhases.PATIENCE : run.delivery().options().convergeTimeout();
        return steps.pass(
                run, Gate.check(run, obstacle, patience, now).every(Steps.LATER), () -> stopHolders(run, now), late -> {
                    if (!rollback || !harmsNobody(run)) {
                        return steps.fail(run, late);
                    }
                    run.log().warn("the rollback continues, although " + late);
                    return stopHolders(run, now);
                });
    }

    private Progress stopHolders(DeliveryRun run, Instant now) {
        Ledger ledger = run.ledger();
        if (!run.cleared()) {
            Optional<String> refusal = new SpecTrial(steps.swarm()).refusal(candidateSpec(run));
            if (refusal.isPresent()) {
                return steps.fail(run, refusal.get());
            }
            ledger.standby()
                    .ifPresent(standby -> run.log()
                            .warn("the standby " + standby
                                    + " is given up, because the candidate needs its color; from now on"
                                    + " a rollback to it starts it again from its kept spec"));
            run.clearing();
        }
        for (Optional<PlacedRelease> holder : List.of(ledger.standby(), ledger.leftover())) {
            Optional<String> stopping = holder.flatMap(placed -> retirement.stopping(run, placed, now));
            if (stopping.isPresent()) {
                return steps.await(run, stopping.get(), Steps.SOON);
            }
        }
        KeptReleases kept = new KeptReleases(steps.ledgers());
        ledger.leftover().ifPresent(removed -> kept.forgetUnlessLive(ledger, removed));
        String gaveUp = ledger.standby().map(PlacedRelease::toString).orElse("");
        return steps.next(
                run,
                cleared -> cleared.withoutStandby()
                        .withLeft(Optional.empty())
                        .withDelivery(cleared.delivery().map(delivery -> delivery.withGaveUp(gaveUp))));
    }

    /** A replica that missed the last switch, and answers again, is told the route of the others where that is no worse. */
    private Optional<String> mayNotClear(DeliveryRun run) {
        Optional<TrafficRouter.Target> active = run.delivery().from().map(PlacedRelease::target);
        TrafficRouter.View view = steps.router().view(run.application());
        if (view.durable().active().equals(active) && !view.provesActive(active) && !onlyHoldersServe(run)) {
            view = steps.route(run, new TrafficRouter.Route(active, Optional.empty()));
        }
        return view.provesActive(active)
                ? Optional.empty()
                : Optional.of("a replica of the router may still use the candidate's color: " + view.describe());
    }

    /** The live release is down, and what holds the candidate's color is not. */
    private boolean onlyHoldersServe(DeliveryRun run) {
        return run.delivery().from().filter(this::healthy).isEmpty()
                && Stream.of(run.ledger().standby(), run.ledger().leftover())
                        .flatMap(Optional::stream)
                        .anyMatch(this::healthy);
    }

    private boolean healthy(PlacedRelease placed) {
        return steps.swarm()
                .service(placed.serviceId())
                .filter(service -> steps.converge(service).healthy() > 0)
                .isPresent();
    }

    /** A replica that is silent switched with the others when the holder of the color was left; or nobody is served there. */
    private boolean harmsNobody(DeliveryRun run) {
        Optional<TrafficRouter.Target> active = run.delivery().from().map(PlacedRelease::target);
        return steps.router().view(run.application()).mayServe(active)
                && Stream.of(run.ledger().warm(), run.ledger().left())
                        .flatMap(Optional::stream)
                        .filter(Kept::mayServe)
                        .map(Kept::placed)
                        .noneMatch(this::healthy);
    }

    /**
     * A create whose answer was lost is recognized by the delivery's label. Nothing is created while the router would
     * still send requests to tasks of the color that are gone: it would seem to see the candidate, and get users.
     */
    Progress start(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        Optional<Service> there = steps.swarm().service(delivery.to().service());
        if (there.isPresent()
                && !delivery.id().equals(there.get().spec().labels().get(Labels.DELIVERY))) {
            return steps.fail(run, "service " + there.get().name() + " exists, but this delivery did not create it");
        }
        Optional<String> trusted = there.isPresent()
                ? Optional.empty()
                : proof.trustedTasks(run.application(), delivery.to().color());
        return steps.pass(run, Gate.check(run, trusted, DISTRUST, now), () -> create(run, there), late -> {
            run.log().warn(late);
            return create(run, there);
        });
    }

    private Progress create(DeliveryRun run, Optional<Service> there) {
        Service created = there.isPresent() ? there.get() : steps.create(run, candidateSpec(run));
        PlacedRelease running = run.delivery().to().running(created);
        return steps.next(
                run, ledger -> ledger.withDelivery(ledger.delivery().map(delivery -> delivery.withTo(running))));
    }

    private ServiceSpec candidateSpec(DeliveryRun run) {
        int release = run.delivery().to().release().number();
        ServiceSpec kept = steps.ledgers()
                .kept(run.application(), release)
                .orElseThrow(() -> new SwarmException.NotFound(
                        "release #" + release + " has no kept spec: it was removed, or never came to be kept", null));
        return kept;
    }

    Progress converge(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        Optional<Service> service = steps.swarm().service(delivery.to().serviceId());
        Optional<String> changed = Drift.change(delivery.to(), service);
        if (changed.isPresent()) {
            return steps.fail(run, changed.get());
        }
        Convergence seen = steps.converge(service.orElseThrow());
        run.counted(seen);
        boolean late = steps.overdue(run, delivery.options().convergeTimeout(), now);
        boolean failing = seen.failures().size() >= delivery.options().maxFailures();
        if ((late || failing) && delivery.kind() == Delivery.Kind.ROLLBACK && seen.healthy() > 0) {
            run.log().warn("the rollback continues with fewer than all tasks: " + seen);
            return steps.next(run);
        }
        if (failing) {
            return steps.fail(run, "the candidate does not come up: " + seen);
        }
        run.healthySince(seen.complete() ? Optional.of(run.healthySince().orElse(now)) : Optional.empty());
        boolean stable = run.healthySince()
                .map(since -> !now.isBefore(since.plus(delivery.options().stability())))
                .orElse(false);
        Duration timeout = delivery.options().convergeTimeout();
        Optional<String> missing = stable ? Optional.empty() : Optional.of(seen.toString());
        return steps.pass(
                run,
                Gate.check(run, missing, timeout, now).every(Steps.soon(run, now)),
                () -> steps.next(run),
                why -> steps.fail(run, "the candidate was not healthy within " + Durations.text(timeout) + ": " + why));
    }

    /** The candidate counts as registered when every replica of the router sees all of its tasks, and its probe passes. */
    Progress preview(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        TrafficRouter.Route route = new TrafficRouter.Route(
                delivery.from().map(PlacedRelease::target),
                Optional.of(delivery.to().target()));
        Optional<String> missing = proof.previewMissing(run, route)
                .or(() -> proof.probeMissing(
                        run, steps.router().addresses(run.application()).preview()));
        if (missing.isPresent()
                && delivery.kind() == Delivery.Kind.ROLLBACK
                && steps.overdue(run, SwitchPhases.PATIENCE, now)
                && proof.reachable(run.application(), delivery.to().color())) {
            run.log().warn("the rollback continues with an incomplete preview: " + missing.get());
            return steps.next(run);
        }
        return steps.pass(
                run,
                Gate.check(run, missing, delivery.options().convergeTimeout(), now)
                        .every(Steps.soon(run, now)),
                () -> steps.next(run),
                late -> steps.fail(run, "the router's preview does not serve the candidate: " + late));
    }
}
