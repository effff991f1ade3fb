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

/** From the release that serves, ready to roll back, to the release that serves alone. */
final class LastPhases {
    /** So long at least a run watches a release that another had watched before, where the bake is as long. */
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
     * A task that fails, or a route that is no longer ours, ends the bake; what had failed before the switch does not. A
     * rollback has nothing better to roll back to: it only ends where no task is left.
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
            // Somebody may have removed the service between the two questions.
            return steps.fail(
                    run,
                    Drift.change(steps.services(delivery.to()))
                            .orElse("a task of the new release failed during the bake: " + seen));
        }
        Optional<String> unproven = unprovenForLong(run, now);
        if (unproven.isPresent()) {
            return steps.fail(run, unproven.get());
        }
        // Scaled up, or a node is being emptied: no failure yet, but nothing to retire the old release upon.
        Optional<String> few =
                seen.healthy() < SwitchPhases.enough(delivery, seen) ? Optional.of(seen.toString()) : Optional.empty();
        Duration patience = delivery.options().bake().plus(delivery.options().convergeTimeout());
        return steps.pass(
                run,
                Gate.check(run, few, patience, now).every(Steps.LATER),
                () -> watched(run, now),
                late -> steps.fail(run, "the new release is not whole after its bake: " + late));
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

    /** A run that did not switch itself tells by the time which tasks failed since. */
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

    /** How much of the bake is left: only what was watched counts, and whoever takes it over watches for himself. */
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
     * A replica that is started anew may come up with the route of the moment when Docker created its task: as long as
     * the durable route is ours, it is told again. A durable route that is not ours was changed by somebody.
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

    /** The old release is stopped only while every replica of the router is seen to serve the new one. */
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
            // Where it was waited for silent replicas of the router, what both colors use may still be as it wanted it.
            support.follow(run, delivery.to());
        }
        Optional<Kept> ghost = Retirement.ghost(run, old, now);
        new KeptReleases(steps.ledgers()).forgetUnlessLive(run.ledger(), old);
        if (delivery.kind() == Delivery.Kind.RETIREMENT && old.stack()) {
            support.prune(run);
        }
        return done(run, ledger -> {
            Ledger retired =
                    standsBy(ledger, old) || standsBy(ledger, delivery.to()) ? ledger.withoutStandby() : ledger;
            return ghost.isPresent() || isLeft(ledger, old) ? retired.withLeft(ghost) : retired;
        });
    }

    /** The old release is not stopped while its successor is down, or a replica of the router may send users to it. */
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

    /** Where nothing else is live, a replica of the router that has missed the rollback to no route is told it again. */
    private Optional<Progress> keepsOnly(DeliveryRun run, Instant now) {
        Optional<String> missing = proof.routeMissing(run, TrafficRouter.Route.NONE);
        return steps.held(
                run, Gate.check(run, missing, SwitchPhases.PATIENCE, now), late -> refuseRetirement(run, late));
    }

    /** A rollback is done without a replica that is silent, but what that may still send users to goes on running. */
    private Optional<Progress> keepsForSilent(DeliveryRun run, PlacedRelease old, Instant now) {
        Optional<String> silent =
                Optional.of(steps.router().view(run.application()).silent()).filter(replicas -> !replicas.isEmpty());
        return steps.held(run, Gate.check(run, silent, SwitchPhases.PATIENCE, now), late -> {
            Kept waiting = waiting(old, late, now);
            run.log().warn(waiting.toString());
            return done(run, ledger -> ledger.withoutStandby().withLeft(Optional.of(waiting)));
        });
    }

    /** What was rolled back from, and goes on running until the silent replicas have shown the change, or are gone. */
    static Kept waiting(PlacedRelease old, String silent, Instant now) {
        return new Kept(old, now, Kept.WAITING + silent);
    }

    /** An adopted service has nothing before it to retire; one that serves already may only need its version told. */
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
            // It is kept already, whole. What was accepted of a stuck delivery takes over from the other release.
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
            return done; // How many are kept was said with a release; what goes with its rollback must not forget them.
        }
        try {
            new KeptReleases(steps.ledgers())
                    .prune(run.ledger(), run.delivery().options().keepReleases());
        } catch (SwarmException e) {
            run.log()
                    .warn("the oldest kept releases could not be forgotten, the next delivery will: " + e.getMessage());
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
