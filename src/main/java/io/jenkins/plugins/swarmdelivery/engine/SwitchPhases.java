package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Drift;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The phases from the ready candidate to the release that serves. */
final class SwitchPhases {
    /** The router checks each task within half a second; one that fails meanwhile is not worth the wait. */
    private static final Duration OWN_CHECKS = Duration.ofSeconds(5);

    /** How long a replica of the router may be silent before that counts: it may be restarting. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Steps steps;
    private final RouteProof proof;
    private final SwitchedWorkers workers;
    private final SupportPhases support;

    SwitchPhases(Steps steps, RouteProof proof) {
        this.steps = steps;
        this.proof = proof;
        this.workers = new SwitchedWorkers(steps);
        this.support = new SupportPhases(steps);
    }

    /**
     * Why the switch is not possible now.
     *
     * @param why for people
     * @param recoverable what may resolve it without intervention
     */
    record Obstacle(String why, Recoverable recoverable) {}

    enum Recoverable {
        NONE,
        /** The candidate's tasks are starting, e.g. after an outage of their nodes. */
        TASKS,
        /** Replicas of the router are silent; after an outage, they may be starting. */
        REPLICAS
    }

    /** The obstacle to the switch; empty if there is none. Changes nothing. */
    Optional<Obstacle> obstacle(Application application, Delivery delivery) {
        ReleaseServices services = steps.services(delivery.to());
        if (delivery.kind() == Delivery.Kind.ROLLBACK && services.complete()) {
            return rollbackObstacle(application, delivery, services);
        }
        Optional<String> drift = Drift.change(services);
        if (drift.isPresent()) {
            return Optional.of(new Obstacle(drift.get(), Recoverable.NONE));
        }
        Convergence seen = steps.converge(services);
        Recoverable tasks =
                seen.failures().size() < delivery.options().maxFailures() ? Recoverable.TASKS : Recoverable.NONE;
        if (!seen.serving() || seen.healthy() < enough(delivery, seen)) {
            return Optional.of(new Obstacle(delivery.to() + " is not healthy: " + seen, tasks));
        }
        TrafficRouter.Look look = steps.router().look(application, delivery.to().color());
        TrafficRouter.Route before = waiting(delivery).users();
        if (!look.view().provesUsers(before)) {
            return Optional.of(new Obstacle(
                    "the router should serve " + before + ", but " + look.view().describe(),
                    look.view().mayServeUsers(before) ? Recoverable.REPLICAS : Recoverable.NONE));
        }
        return RouteProof.tasksMissing(look.backends(), proof.wanted(application, services))
                .map(missing -> new Obstacle(missing, tasks));
    }

    /**
     * A rollback needs only one healthy task that the answering replicas see: that is better than a broken release.
     * Drift, and what the router serves now, do not matter.
     */
    private Optional<Obstacle> rollbackObstacle(Application application, Delivery delivery, ReleaseServices services) {
        Convergence seen = steps.converge(services);
        if (!seen.serving()) {
            return Optional.of(new Obstacle(delivery.to() + " is not healthy: " + seen, Recoverable.TASKS));
        }
        return proof.unreachable(application, delivery.to()).map(missing -> new Obstacle(missing, Recoverable.TASKS));
    }

    static long enough(Delivery delivery, Convergence seen) {
        return delivery.kind() == Delivery.Kind.ROLLBACK ? 1 : Math.max(1, seen.wanted());
    }

    /** Sets the share that was ordered; the candidate waits for its promotion as before. */
    Progress share(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        ReleaseServices services = steps.services(delivery.to());
        if (delivery.share().isPresent()
                && (!services.complete() || !steps.converge(services).serving())) {
            return steps.fail(run, delivery.to() + " no longer has a healthy task");
        }
        Optional<String> missing = proof.routeMissing(run, waiting(delivery));
        return steps.pass(
                run,
                Gate.check(run, missing, PATIENCE, now),
                () -> steps.next(run, ledger -> ledger.recording(HistoryEntry.shared(delivery, run.author(), now))),
                late -> steps.fail(run, "not every replica of the router follows: " + late));
    }

    /** Parks the tested candidate, or continues to the switch if the options say so. */
    Progress ready(DeliveryRun run, Instant now) {
        if (!run.delivery().options().autoSwitch()) {
            new EarlyChecks(steps).end(run);
            return ownChecks(run, now).orElseGet(() -> park(run));
        }
        Optional<Obstacle> obstacle = run.fit() ? Optional.empty() : obstacle(run.application(), run.delivery());
        Duration patience = obstacle.map(each -> patience(run, each, now)).orElse(PATIENCE);
        return steps.pass(
                run,
                Gate.check(run, obstacle.map(Obstacle::why), patience, now).every(Steps.soon(run, now)),
                () -> steps.next(run),
                late -> steps.fail(run, late));
    }

    /** Whoever promotes the candidate is refused until the router's replicas have checked its tasks by themselves. */
    private Optional<Progress> ownChecks(DeliveryRun run, Instant now) {
        return run.earlyEnded() && !steps.overdue(run, OWN_CHECKS, now)
                ? proof.tasksMissing(run).map(missing -> steps.await(run, missing, Steps.SOON))
                : Optional.empty();
    }

    private Progress park(DeliveryRun run) {
        run.ending(run.delivery());
        steps.leases().writeAndRelease(run, ledger -> ledger);
        return steps.ended(run, run.delivery());
    }

    /**
     * How long to wait for an obstacle to go. A new release has no users yet, so its tasks, and after an outage the
     * router's replicas, get the converge timeout again. A rollback must fail fast.
     */
    private static Duration patience(DeliveryRun run, Obstacle obstacle, Instant now) {
        Delivery delivery = run.delivery();
        boolean returning = obstacle.recoverable() == Recoverable.REPLICAS
                && !run.outages(now).isZero();
        boolean mayPass = obstacle.recoverable() == Recoverable.TASKS || returning;
        return mayPass && delivery.kind() == Delivery.Kind.RELEASE
                ? delivery.options().convergeTimeout()
                : PATIENCE;
    }

    /** Labels the adopted service, which changes no task. */
    Progress adopt(DeliveryRun run) {
        PlacedRelease to = run.delivery().to();
        if (to.stack()) {
            support.adopt(run);
            return adopted(run, to);
        }
        Service service = steps.swarm()
                .service(to.serviceId())
                .orElseThrow(() -> new SwarmException.NotFound("service " + to.service() + " is gone", null));
        steps.keep(run, to.release().number(), ReleaseSpec.of(service.spec()));
        Map<String, String> labels = new LinkedHashMap<>(service.spec().labels());
        labels.put(Labels.APPLICATION, run.application().name());
        labels.put(Labels.COLOR, to.color().word());
        labels.put(Labels.RELEASE, to.release().version());
        labels.putAll(steps.router().adopted(service.name(), service.spec().labels()));
        if (!labels.equals(service.spec().labels())) {
            steps.update(run, service, service.spec().withLabels(labels));
        }
        return adopted(run, to);
    }

    private Progress adopted(DeliveryRun run, PlacedRelease to) {
        boolean serves = Adoption.serves(steps.router().view(run.application()), to);
        return serves ? steps.enter(run, Phase.RETIRING) : steps.next(run);
    }

    /**
     * Checks the candidate again, then switches: the cluster may have been unreachable since the candidate was ready.
     */
    Progress switchOver(DeliveryRun run, Instant now) {
        PlacedRelease to = run.delivery().to();
        ReleaseServices services = steps.services(to);
        Convergence seen = steps.converge(services);
        if (!services.complete() || !seen.serving()) {
            return steps.fail(run, to + " no longer has a healthy task");
        }
        if (run.knownFailures().isEmpty()) {
            run.knownFailures(seen.failed());
        }
        TrafficRouter.View view = steps.route(run, served(run));
        boolean rollback = run.delivery().kind() == Delivery.Kind.ROLLBACK;
        if (rollback && !view.silent().isEmpty() && view.mayServe(served(run).active())) {
            run.log().warn("the rollback does not wait for every replica of the router: " + view.silent());
        }
        boolean switched = view.proves(served(run))
                || rollback && view.mayServe(served(run).active());
        Optional<String> missing = switched ? Optional.empty() : Optional.of(view.describe());
        return steps.pass(
                run,
                Gate.check(run, missing, PATIENCE, now),
                () -> steps.next(run),
                late -> steps.fail(run, "not every replica of the router switched: " + late));
    }

    /** Probes the release as a user sees it, after the replicas' routes have been read back. */
    Progress prove(DeliveryRun run, Instant now) {
        Optional<String> missing = proof.probeMissing(run, Addresses::service);
        return steps.pass(run, Gate.check(run, missing, PATIENCE, now), () -> steps.next(run), late -> {
            if (run.delivery().kind() != Delivery.Kind.ROLLBACK) {
                return steps.fail(run, "through the router: " + late);
            }
            run.log().warn("the rollback continues, although through the router " + late);
            return steps.next(run);
        });
    }

    Progress register(DeliveryRun run, Instant now) {
        Optional<String> stopping =
                workers.move(run, run.delivery().from(), run.delivery().to(), now);
        if (stopping.isPresent()) {
            return steps.await(run, stopping.get(), Steps.SOON);
        }
        support.follow(run);
        Optional<String> starting = workers.starting(run);
        Duration patience = run.delivery().options().convergeTimeout();
        return steps.pass(
                run,
                Gate.check(run, starting, patience, now).every(Steps.soon(run, now)),
                () -> registered(run, now),
                late -> {
                    if (run.delivery().kind() != Delivery.Kind.ROLLBACK) {
                        return steps.fail(run, late);
                    }
                    run.log().warn("the rollback continues, although " + late);
                    return registered(run, now);
                });
    }

    private Progress registered(DeliveryRun run, Instant now) {
        return steps.next(
                run, ledger -> ledger.withActive(Optional.of(run.delivery().to().since(now))));
    }

    /** The route while the candidate waits for its promotion, with its share. */
    static TrafficRouter.Route waiting(Delivery delivery) {
        return new TrafficRouter.Route(
                delivery.from().map(PlacedRelease::target),
                Optional.of(delivery.to().target()),
                delivery.share());
    }

    static TrafficRouter.Route served(DeliveryRun run) {
        return new TrafficRouter.Route(Optional.of(run.delivery().to().target()), Optional.empty());
    }
}
