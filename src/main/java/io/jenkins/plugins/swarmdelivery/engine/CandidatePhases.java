package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Drift;
import io.jenkins.plugins.swarmdelivery.engine.plan.Placement;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    private final Jobs jobs;

    CandidatePhases(Steps steps, Retirement retirement, RouteProof proof) {
        this.jobs = new Jobs(steps);
        this.steps = steps;
        this.retirement = retirement;
        this.proof = proof;
    }

    /**
     * Lets throw-away services fetch the images on every eligible node. Whether their containers then start is of no
     * interest: that it was tried means that the image is there.
     */
    Progress pull(DeliveryRun run, Instant now) {
        List<ServiceSpec> candidates =
                steps.release(run).colored().stream().map(Part::spec).toList();
        for (ServiceSpec candidate : candidates) {
            Optional<Progress> pulling = pulling(run, candidate, now);
            if (pulling.isPresent()) {
                return pulling.get();
            }
        }
        for (ServiceSpec candidate : candidates) {
            steps.swarm().service(pullerName(candidate.name())).ifPresent(puller -> steps.remove(run, puller));
        }
        return steps.enter(run, bringUp(run.ledger(), run.delivery()));
    }

    /** What is done, or waited for; empty once the image of a service is on all nodes. */
    private Optional<Progress> pulling(DeliveryRun run, ServiceSpec candidate, Instant now) {
        Delivery delivery = run.delivery();
        Optional<Service> puller = steps.swarm().service(pullerName(candidate.name()));
        if (puller.isEmpty()) {
            steps.create(run, pullerSpec(run.application(), delivery, candidate));
            return Optional.of(new Progress.Continue());
        }
        List<Task> tasks = steps.swarm().tasks(puller.get());
        Optional<Task> rejected =
                tasks.stream().filter(task -> task.state().equals("rejected")).findFirst();
        if (rejected.isPresent()) {
            return Optional.of(steps.fail(
                    run, "the image cannot be pulled: " + rejected.get().error()));
        }
        long nodes = Placement.eligible(candidate, steps.swarm().nodes()).size();
        long pulled = tasks.stream().filter(CandidatePhases::pulled).count();
        Optional<String> missing =
                pulled >= nodes ? Optional.empty() : Optional.of("image on " + pulled + " of " + nodes + " nodes");
        Gate gate = Gate.check(run, missing, delivery.options().convergeTimeout(), now)
                .every(Duration.ofMillis(300));
        return steps.held(
                run,
                gate,
                late -> steps.fail(run, "the image was on " + pulled + " of " + nodes + " nodes when the time was up"));
    }

    static String pullerName(String service) {
        return service + "-pull";
    }

    private static boolean pulled(Task task) {
        return task.running()
                || List.of("ready", "starting", "running", "complete", "failed", "shutdown")
                        .contains(task.state());
    }

    private static ServiceSpec pullerSpec(Application application, Delivery delivery, ServiceSpec candidate) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("Name", pullerName(candidate.name()));
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

    /** Where a candidate begins to come up whose images are there. */
    static Phase bringUp(Ledger ledger, Delivery delivery) {
        if (delivery.to().stack()) {
            return Phase.PROVIDING;
        }
        boolean held = ledger.standby().isPresent() || ledger.leftover().isPresent();
        return held ? Phase.CLEARING : Phase.STARTING;
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
            Optional<String> refusal = refusal(run);
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

    private Optional<String> refusal(DeliveryRun run) {
        SpecTrial trial = new SpecTrial(steps.swarm());
        return steps.release(run).colored().stream()
                .flatMap(part -> trial.refusal(steps.resolved(part)).stream())
                .findFirst();
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
        ReleaseServices services = steps.services(placed);
        return services.whole() && steps.converge(services).serving();
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
     * Creates the services of the color, one after the other, as they depend on each other. A create whose answer was lost
     * is recognized by the delivery's label.
     */
    Progress start(DeliveryRun run, Instant now) {
        jobs.clean(run);
        ReleaseSpec release = steps.release(run);
        List<Service> created = new ArrayList<>();
        for (Part part : release.colored()) {
            Optional<Service> there = steps.swarm().service(part.spec().name());
            if (there.isEmpty()) {
                return create(run, release, part, now);
            }
            if (!run.delivery().id().equals(there.get().spec().labels().get(Labels.DELIVERY))) {
                return steps.fail(
                        run, "service " + part.spec().name() + " exists, but this delivery did not create it");
            }
            created.add(there.get());
        }
        PlacedRelease running = run.delivery().to().running(created);
        return steps.next(
                run, ledger -> ledger.withDelivery(ledger.delivery().map(delivery -> delivery.withTo(running))));
    }

    /**
     * Nothing that users reach is created while the router would still send requests to tasks of the color that are gone:
     * it would seem to see the candidate, and get users.
     */
    private Progress create(DeliveryRun run, ReleaseSpec release, Part part, Instant now) {
        Optional<Progress> waiting = dependencies(run, release, part, now);
        if (waiting.isPresent()) {
            return waiting.get();
        }
        Optional<String> trusted = part.role() == Role.ROUTED
                ? proof.trustedTasks(run.application(), run.delivery().to().color())
                : Optional.empty();
        return steps.pass(run, Gate.check(run, trusted, DISTRUST, now), () -> create(run, part), late -> {
            run.log().warn(late);
            return create(run, part);
        });
    }

    private Progress create(DeliveryRun run, Part part) {
        Part starting = part.atSwitch() ? part.with(part.spec().withReplicas(0)) : part;
        Service created = steps.create(run, starting);
        if (!run.delivery().to().stack()) {
            PlacedRelease running = run.delivery().to().running(created);
            return steps.next(
                    run, ledger -> ledger.withDelivery(ledger.delivery().map(delivery -> delivery.withTo(running))));
        }
        return new Progress.Continue();
    }

    /** What is waited for before a part may start, or why it never will; empty once it may. */
    private Optional<Progress> dependencies(DeliveryRun run, ReleaseSpec release, Part part, Instant now) {
        for (Part other : release.colored()) {
            if (part.dependsOn().get(other.name()) != Part.Condition.HEALTHY) {
                continue; // One that only has to be started comes before it in the list; jobs have ended.
            }
            Optional<Convergence> seen =
                    steps.swarm().service(other.spec().name()).map(steps::converge);
            if (seen.filter(each ->
                            each.failures().size() >= run.delivery().options().maxFailures())
                    .isPresent()) {
                return Optional.of(steps.fail(run, other.name() + " does not come up: " + seen.get()));
            }
            Optional<String> missing = seen.filter(Convergence::complete).isPresent()
                    ? Optional.empty()
                    : Optional.of(part.name() + " waits for " + other.name() + ": "
                            + seen.map(Convergence::toString).orElse("not created"));
            Gate gate = Gate.check(run, missing, run.delivery().options().convergeTimeout(), now)
                    .every(Steps.soon(run, now));
            Optional<Progress> waiting = steps.held(run, gate, late -> steps.fail(run, late));
            if (waiting.isPresent()) {
                return waiting;
            }
        }
        return Optional.empty();
    }

    Progress converge(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        ReleaseServices services = steps.services(delivery.to());
        Optional<String> changed = Drift.change(services);
        if (changed.isPresent()) {
            return steps.fail(run, changed.get());
        }
        Convergence seen = steps.converge(services);
        run.counted(seen);
        boolean late = steps.overdue(run, delivery.options().convergeTimeout(), now);
        boolean failing = seen.failures().size() >= delivery.options().maxFailures();
        if ((late || failing) && delivery.kind() == Delivery.Kind.ROLLBACK && seen.serving()) {
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
