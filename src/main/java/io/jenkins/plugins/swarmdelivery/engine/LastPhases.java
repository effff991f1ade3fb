package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** From the release that serves, with the way back armed, to the release that serves alone. */
final class LastPhases {
    private final Steps steps;
    private final Retirement retirement;
    private final RouteProof proof;

    LastPhases(Steps steps, Retirement retirement, RouteProof proof) {
        this.steps = steps;
        this.retirement = retirement;
        this.proof = proof;
    }

    /** A task that fails, or a route that is no longer ours, ends the bake; what had failed before it does not. */
    Progress bake(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        Optional<Service> service = steps.swarm().service(delivery.to().serviceId());
        Optional<String> byHand = ByHand.change(delivery.to(), service);
        if (byHand.isPresent()) {
            return steps.fail(run, byHand.get());
        }
        Convergence seen = steps.converge(service.orElseThrow());
        run.counted(seen);
        Set<String> failed = seen.failures().stream().map(Task::id).collect(Collectors.toSet());
        if (run.knownFailures().isEmpty()) {
            run.knownFailures(failed);
        }
        Set<String> fresh = new HashSet<>(failed);
        fresh.removeAll(run.knownFailures().orElseThrow());
        if (!fresh.isEmpty() || seen.healthy() == 0) {
            return steps.fail(run, "a task of the new release failed while it was watched: " + seen);
        }
        Optional<String> unproven = unprovenForLong(run, now);
        if (unproven.isPresent()) {
            return steps.fail(run, unproven.get());
        }
        Duration left = delivery.options().bake().minus(Duration.between(delivery.phaseSince(), now));
        if (seen.healthy() < SwitchPhases.enough(delivery, seen)) {
            // Scaled up, or a node is being emptied: no failure yet, but nothing to retire the old release upon.
            Duration patience =
                    delivery.options().bake().plus(delivery.options().convergeTimeout());
            return steps.overdue(run, patience, now)
                    ? steps.fail(run, "the new release is not whole after its bake: " + seen)
                    : steps.await(run, seen.toString(), Steps.LATER);
        }
        if (left.compareTo(Duration.ZERO) <= 0 && run.unprovenSince().isEmpty()) {
            return baked(run, now);
        }
        Duration pause = left.compareTo(Duration.ZERO) > 0 && left.compareTo(Steps.LATER) < 0 ? left : Steps.LATER;
        return steps.await(
                run, "baking for " + Durations.text(delivery.options().bake()), pause);
    }

    private Progress baked(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        boolean keep = delivery.kind() != Delivery.Kind.ADOPTION
                && delivery.from().isPresent()
                && !delivery.options().keepStandby().isZero();
        if (!keep) {
            return steps.enter(run, Phase.RETIRING);
        }
        Instant until = now.plus(delivery.options().keepStandby());
        run.log().info(delivery.from().get() + " is kept warm as standby until " + until);
        return done(run, ledger -> ledger.withStandby(delivery.from().get().since(now), until));
    }

    /**
     * A replica that is started anew may come up with the route of the moment when Docker created its task: as long as
     * the durable route is ours, it is told again. A durable route that is not ours was changed by somebody.
     */
    private Optional<String> unprovenForLong(DeliveryRun run, Instant now) {
        TrafficRouter.View view = steps.router().view(run.application());
        if (!view.proves(SwitchPhases.served(run)) && view.durable().equals(SwitchPhases.served(run))) {
            view = steps.router().route(run.application(), SwitchPhases.served(run));
        }
        if (view.provesActive(SwitchPhases.served(run).active())) {
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
        boolean there = steps.swarm().service(old.serviceId()).isPresent();
        if (there) {
            Optional<Service> successor = steps.swarm().service(delivery.to().serviceId());
            if (successor.isEmpty() || steps.converge(successor.get()).healthy() == 0) {
                String down = delivery.to() + " has no healthy task";
                return delivery.kind() == Delivery.Kind.RETIREMENT
                        ? refuseRetirement(run, down)
                        : steps.fail(run, down);
            }
            Optional<String> unproven = unprovenForLong(run, now);
            if (unproven.isPresent()) {
                return delivery.kind() == Delivery.Kind.RETIREMENT
                        ? refuseRetirement(run, unproven.get())
                        : steps.fail(run, unproven.get());
            }
            if (run.unprovenSince().isPresent()) {
                return new Progress.Wait("the router is not proven", Steps.SOON);
            }
        }
        Optional<String> remaining = retirement.remaining(
                run, old, delivery.phaseSince(), delivery.options().drainTimeout(), now);
        if (remaining.isPresent()) {
            return steps.await(run, remaining.get(), Steps.SOON);
        }
        return done(
                run,
                ledger -> standsBy(ledger, old) || standsBy(ledger, delivery.to()) ? ledger.withoutStandby() : ledger);
    }

    /** An adopted service has nothing before it to retire; one that serves already may only need its version told. */
    private Progress adopted(DeliveryRun run, Instant now) {
        Optional<String> missing = proof.routeMissing(run, SwitchPhases.served(run));
        if (missing.isPresent() && !steps.overdue(run, SwitchPhases.PATIENCE, now)) {
            return steps.await(run, missing.get(), Steps.SOON);
        }
        missing.ifPresent(reason -> run.log().warn("the router does not tell the adopted version: " + reason));
        PlacedRelease to = run.delivery().to();
        steps.swarm()
                .service(to.serviceId())
                .ifPresent(service ->
                        steps.ledgers().keep(run.application(), to.release().number(), service.spec()));
        return done(run, ledger -> ledger.withActive(Optional.of(to)));
    }

    private Progress refuseRetirement(DeliveryRun run, String reason) {
        run.log().warn("nothing is stopped: " + reason);
        return steps.end(run, Phase.FAILED, ledger -> ledger);
    }

    private Progress done(DeliveryRun run, UnaryOperator<Ledger> change) {
        Progress done = steps.end(run, Phase.DONE, change);
        try {
            new KeptReleases(steps.ledgers())
                    .prune(run.ledger(), run.delivery().options().keepReleases());
        } catch (SwarmException e) {
            run.log()
                    .warn("the oldest kept releases could not be forgotten, the next delivery will: " + e.getMessage());
        }
        return done;
    }

    private static boolean standsBy(Ledger ledger, PlacedRelease placed) {
        return ledger.standby()
                .filter(standby -> standby.serviceId().equals(placed.serviceId()))
                .isPresent();
    }
}
