package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Drift;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The phases from the switched release, ready to roll back, to the end. */
final class LastPhases {
    /** How long a run that took over a bake watches the release itself, unless the bake is shorter. */
    private static final Duration LEAST_OWN = Duration.ofMinutes(1);

    private final Steps steps;
    private final Retirement retirement;
    private final RouteProof proof;
    private final SwitchedWorkers workers;
    private final SupportPhases support;

    LastPhases(Steps steps, Retirement retirement, RouteProof proof) {
        this.steps = steps;
        this.retirement = retirement;
        this.proof = proof;
        this.workers = new SwitchedWorkers(steps);
        this.support = new SupportPhases(steps);
    }

    /**
     * Watches the new release. A failed task or another route ends the bake; tasks that failed before the switch do
     * not. A rollback has nothing to roll back to: only if no task is left, it fails.
     */
    Progress bake(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        ReleaseServices services = steps.services(delivery.to());
        Optional<String> drift = Drift.change(services);
        boolean rollback = delivery.kind() == Delivery.Kind.ROLLBACK;
        if (drift.isPresent() && !(rollback && services.complete())) {
            return steps.fail(run, drift.get());
        }
        Convergence seen = steps.converge(services);
        run.counted(seen);
        if (!seen.serving() || failedSince(run, seen) && !rollback) {
            // Somebody may have removed the service between the two requests.
            return steps.fail(
                    run,
                    Drift.change(steps.services(delivery.to()))
                            .orElse("a task of the new release failed during the bake: " + seen));
        }
        Optional<String> unproven = unprovenForLong(run, now);
        if (unproven.isPresent()) {
            return steps.fail(run, unproven.get());
        }
        // It was scaled up, or a node is drained: not a failure yet, but no reason to retire the old release.
        Optional<String> incomplete =
                seen.healthy() < SwitchPhases.enough(delivery, seen) ? Optional.of(seen.toString()) : Optional.empty();
        Duration patience = delivery.options().bake().plus(delivery.options().convergeTimeout());
        return steps.pass(
                run,
                Gate.check(run, incomplete, patience, now).every(Steps.LATER),
                () -> watched(run, now),
                late -> steps.fail(run, "the new release is not complete after its bake: " + late));
    }

    private Progress watched(DeliveryRun run, Instant now) {
        Duration left = left(run, now);
        if (left.compareTo(Duration.ZERO) <= 0 && run.unprovenSince().isEmpty()) {
            return baked(run, now);
        }
        Duration pause = left.compareTo(Duration.ZERO) > 0 && left.compareTo(Steps.LATER) < 0 ? left : Steps.LATER;
        return steps.await(
                run, "baking for " + Durations.text(run.delivery().options().bake()), pause);
    }

    /** Whether a task has failed since the switch; a run that took over compares times. */
    private static boolean failedSince(DeliveryRun run, Convergence seen) {
        if (run.knownFailures().isEmpty()) {
            Instant switched = run.delivery().switchedAt();
            run.knownFailures(seen.failures().stream()
                    .filter(task -> !task.at().isAfter(switched))
                    .map(Task::id)
                    .collect(Collectors.toSet()));
        }
        return !run.knownFailures().orElseThrow().containsAll(seen.failed());
    }

    /**
     * How much of the bake is left: only time watched counts, and a run that took over must watch for some time itself.
     */
    private static Duration left(DeliveryRun run, Instant now) {
        Duration bake = run.delivery().options().bake();
        Duration left = bake.minus(run.watched(now));
        Duration own = bake.compareTo(LEAST_OWN) < 0 ? bake : LEAST_OWN;
        Duration ownLeft = run.watchedSinceTakeover(now).map(own::minus).orElse(Duration.ZERO);
        return left.compareTo(ownLeft) < 0 ? ownLeft : left;
    }

    private Progress baked(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        boolean keep = delivery.kind() != Delivery.Kind.ADOPTION
                && delivery.from().isPresent()
                && !delivery.options().keepStandby().isZero();
        if (!keep) {
            return steps.next(run);
        }
        Instant until = now.plus(delivery.options().keepStandby());
        run.log().info(delivery.from().get() + " is kept warm as standby until " + Durations.at(until));
        String silent = delivery.kind() == Delivery.Kind.ROLLBACK
                ? steps.router().view(run.application()).silent()
                : "";
        Kept standby = new Kept(delivery.from().get().since(now), until, silent.isEmpty() ? "" : Kept.WAITING + silent);
        return done(run, ledger -> ledger.withWarm(Optional.of(standby)));
    }

    /**
     * Why the router has not served the new release everywhere for too long; empty: it does, or may again soon. A
     * restarted replica may come up with the route of the time when Docker created its task: it is set again if the
     * durable route is ours. Otherwise, somebody has changed the durable route.
     */
    private Optional<String> unprovenForLong(DeliveryRun run, Instant now) {
        TrafficRouter.View view = steps.router().view(run.application());
        if (!view.proves(SwitchPhases.served(run)) && view.durable().equals(SwitchPhases.served(run))) {
            view = steps.route(run, SwitchPhases.served(run));
        }
        Optional<TrafficRouter.Target> active = SwitchPhases.served(run).active();
        boolean rollback = run.delivery().kind() == Delivery.Kind.ROLLBACK;
        if (view.provesActive(active) || rollback && view.mayServe(active)) {
            run.unprovenSince(Optional.empty());
            return Optional.empty();
        }
        run.unprovenSince(Optional.of(run.unprovenSince().orElse(now)));
        run.waiting(view.describe());
        return now.isAfter(run.unprovenSince().get().plus(SwitchPhases.PATIENCE))
                ? Optional.of("the router does not serve " + run.delivery().to() + " everywhere: " + view.describe())
                : Optional.empty();
    }

    /** Stops the old release, but only if every replica of the router is seen to serve the new one. */
    Progress retire(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        if (delivery.kind() == Delivery.Kind.ADOPTION) {
            return adopted(run, now);
        }
        if (delivery.from().isEmpty()) {
            return done(run, ledger -> ledger);
        }
        PlacedRelease old = delivery.from().get();
        boolean alone = old.serviceId().equals(delivery.to().serviceId());
        if (!steps.services(old).gone()) {
            Optional<Progress> kept = alone ? keepsOnly(run, now) : keepsOld(run, old, now);
            if (kept.isPresent()) {
                return kept.get();
            }
        }
        Optional<String> remaining = retirement.remaining(
                run, old, delivery.phaseSince(), delivery.options().drainTimeout(), now);
        if (remaining.isPresent()) {
            return steps.await(run, remaining.get(), Steps.SOON);
        }
        if (delivery.kind() == Delivery.Kind.RETIREMENT && !alone) {
            // If the old release waited for silent replicas, shared services may still have its definition.
            support.follow(run, delivery.to());
        }
        Optional<Kept> unstoppable = Retirement.unstoppable(run, old, now);
        new KeptReleases(steps.ledgers()).forgetUnlessLive(run.ledger(), old);
        if (delivery.kind() == Delivery.Kind.RETIREMENT && old.stack()) {
            support.prune(run);
        }
        return done(run, ledger -> {
            Ledger retired =
                    standsBy(ledger, old) || standsBy(ledger, delivery.to()) ? ledger.withoutStandby() : ledger;
            return unstoppable.isPresent() || isLeft(ledger, old) ? retired.withLeft(unstoppable) : retired;
        });
    }

    /**
     * Keeps the old release while its successor is down, or while a replica of the router may send users to it; empty:
     * it may be stopped.
     */
    private Optional<Progress> keepsOld(DeliveryRun run, PlacedRelease old, Instant now) {
        Delivery delivery = run.delivery();
        boolean retirement = delivery.kind() == Delivery.Kind.RETIREMENT;
        ReleaseServices successor = steps.services(delivery.to());
        if (!successor.complete() || !steps.converge(successor).serving()) {
            String down = delivery.to() + " has no healthy task";
            return Optional.of(retirement ? refuseRetirement(run, down) : steps.fail(run, down));
        }
        Optional<String> unproven = unprovenForLong(run, now);
        if (unproven.isPresent()) {
            return Optional.of(retirement ? refuseRetirement(run, unproven.get()) : steps.fail(run, unproven.get()));
        }
        if (run.unprovenSince().isPresent()) {
            return Optional.of(new Progress.Wait("the router is not proven", Steps.SOON));
        }
        return delivery.kind() == Delivery.Kind.ROLLBACK ? keepsForSilent(run, old, now) : Optional.empty();
    }

    /** If nothing else is live, sets the empty route again on a replica of the router that missed the rollback. */
    private Optional<Progress> keepsOnly(DeliveryRun run, Instant now) {
        Optional<String> missing = proof.routeMissing(run, TrafficRouter.Route.NONE);
        return steps.held(
                run, Gate.check(run, missing, SwitchPhases.PATIENCE, now), late -> refuseRetirement(run, late));
    }

    /** A rollback completes without a silent replica, but the release that it may still send users to keeps running. */
    private Optional<Progress> keepsForSilent(DeliveryRun run, PlacedRelease old, Instant now) {
        Optional<String> silent =
                Optional.of(steps.router().view(run.application()).silent()).filter(replicas -> !replicas.isEmpty());
        return steps.held(run, Gate.check(run, silent, SwitchPhases.PATIENCE, now), late -> {
            Kept waiting = waiting(old, late, now);
            run.log().warn(waiting.toString());
            return done(run, ledger -> ledger.withoutStandby().withLeft(Optional.of(waiting)));
        });
    }

    /**
     * The release that was rolled back from; it keeps running until the silent replicas have shown the change or are
     * gone.
     */
    static Kept waiting(PlacedRelease old, String silent, Instant now) {
        return new Kept(old, now, Kept.WAITING + silent);
    }

    /** Completes an adoption, which has nothing to retire: the router may only need the version. */
    private Progress adopted(DeliveryRun run, Instant now) {
        Optional<String> missing = proof.routeMissing(run, SwitchPhases.served(run));
        return steps.pass(
                run, Gate.check(run, missing, SwitchPhases.PATIENCE, now), () -> keptAsAdopted(run, now), late -> {
                    run.log().warn("the router does not report the adopted version: " + late);
                    return keptAsAdopted(run, now);
                });
    }

    private Progress keptAsAdopted(DeliveryRun run, Instant now) {
        PlacedRelease to = run.delivery().to();
        if (to.stack()) {
            // Its spec is already kept. An accepted release of a stuck delivery takes over from the other one.
            Optional<String> stopping = workers.move(run, run.ledger().leftover(), to, now);
            if (stopping.isPresent()) {
                return steps.await(run, stopping.get(), Steps.SOON);
            }
            support.follow(run, to);
        } else {
            steps.swarm()
                    .service(to.serviceId())
                    .ifPresent(service -> steps.keep(run, to.release().number(), ReleaseSpec.of(service.spec())));
        }
        return done(run, ledger -> ledger.withActive(Optional.of(to)));
    }

    private Progress refuseRetirement(DeliveryRun run, String reason) {
        run.log().warn("nothing is stopped: " + reason);
        return steps.end(run, Phase.FAILED, ledger -> ledger);
    }

    private Progress done(DeliveryRun run, UnaryOperator<Ledger> change) {
        Progress done = steps.end(run, Phase.DONE, change);
        if (run.delivery().kind() != Delivery.Kind.RELEASE) {
            return done; // The number to keep comes with a release; its rollback must not forget the others.
        }
        try {
            new KeptReleases(steps.ledgers())
                    .prune(run.ledger(), run.delivery().options().keepReleases());
        } catch (SwarmException e) {
            run.log()
                    .warn("the oldest kept releases could not be removed; the next delivery tries again: "
                            + e.getMessage());
        }
        return done;
    }

    private static boolean isLeft(Ledger ledger, PlacedRelease placed) {
        return ledger.leftover()
                .filter(left -> left.serviceId().equals(placed.serviceId()))
                .isPresent();
    }

    private static boolean standsBy(Ledger ledger, PlacedRelease placed) {
        return ledger.standby()
                .filter(standby -> standby.serviceId().equals(placed.serviceId()))
                .isPresent();
    }
}
