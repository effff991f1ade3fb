package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Creates the services of a candidate. */
final class CandidateStart {
    /** The longest time for which a router may use tasks that are gone: HAProxy keeps stale DNS addresses for 30 s. */
    static final Duration DISTRUST = Duration.ofSeconds(35);

    private final Steps steps;
    private final RouteProof proof;
    private final Jobs jobs;
    private final ReleaseObjects objects;

    CandidateStart(Steps steps, RouteProof proof, Jobs jobs) {
        this.steps = steps;
        this.proof = proof;
        this.jobs = jobs;
        this.objects = new ReleaseObjects(steps);
    }

    /**
     * Creates the services of the color one by one, in the order of their dependencies. If the response to a create was
     * lost, the service is recognized by the delivery's label.
     */
    Progress start(DeliveryRun run, Instant now) {
        clean(run, now);
        ReleaseSpec release = steps.release(run);
        Map<String, Service> created = there(release);
        for (Part part : release.colored()) {
            Service there = created.get(part.spec().name());
            if (there == null) {
                return create(run, release, part, created, now);
            }
            if (!run.delivery().id().equals(there.spec().labels().get(Labels.DELIVERY))) {
                return steps.fail(
                        run, "service " + part.spec().name() + " exists, but this delivery did not create it");
            }
        }
        PlacedRelease running = run.delivery().to().running(List.copyOf(created.values()));
        return steps.next(
                run, ledger -> ledger.withDelivery(ledger.delivery().map(delivery -> delivery.withTo(running))));
    }

    private Map<String, Service> there(ReleaseSpec release) {
        List<String> names =
                release.colored().stream().map(part -> part.spec().name()).toList();
        return steps.swarm().services(names).stream().collect(Collectors.toMap(Service::name, service -> service));
    }

    /** Removes objects that only earlier releases needed, and jobs that have ended, now that the color is free. */
    private void clean(DeliveryRun run, Instant now) {
        if (run.delivery().to().stack() && !run.stack().tidied()) {
            boolean clean = jobs.clean(run, now).isEmpty();
            objects.prune(run);
            if (clean) {
                run.stack().haveTidied();
            }
        }
    }

    /**
     * Creates a part. A routed one waits while the router still uses stale tasks of the color: the candidate would seem
     * to be up.
     */
    private Progress create(
            DeliveryRun run, ReleaseSpec release, Part part, Map<String, Service> created, Instant now) {
        Optional<Progress> waiting = dependencies(run, release, part, created, now);
        if (waiting.isPresent()) {
            return waiting.get();
        }
        Optional<String> trusted = part.role() == Role.ROUTED
                ? proof.trustedTasks(run.application(), run.delivery().to().color(), part)
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
            // There is nothing else to create: another look would only take time.
            PlacedRelease running = run.delivery().to().running(created);
            return steps.next(
                    run, ledger -> ledger.withDelivery(ledger.delivery().map(delivery -> delivery.withTo(running))));
        }
        return new Progress.Continue();
    }

    /** What a part waits for before it may start, or its failure; empty once it may start. */
    private Optional<Progress> dependencies(
            DeliveryRun run, ReleaseSpec release, Part part, Map<String, Service> created, Instant now) {
        for (Part other : release.colored()) {
            if (part.dependsOn().get(other.name()) != Part.Condition.HEALTHY) {
                continue; // Parts are started in order, and jobs have already ended.
            }
            Optional<Convergence> seen =
                    Optional.ofNullable(created.get(other.spec().name())).map(steps::converge);
            boolean rollback = run.delivery().kind() == Delivery.Kind.ROLLBACK;
            if (seen.filter(each -> each.wanted() == 0 || rollback && each.serving())
                    .isPresent()) {
                continue;
            }
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
}
