package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Removes the standby or the leftover that holds the candidate's color. */
final class ColorClearing {
    private final Steps steps;
    private final Retirement retirement;

    ColorClearing(Steps steps, Retirement retirement) {
        this.steps = steps;
        this.retirement = retirement;
    }

    /**
     * Frees the candidate's color. Neither standby nor leftover is removed before Docker has accepted the candidate's
     * spec, or while a replica of the router may still send users to it.
     */
    Progress clear(DeliveryRun run, Instant now) {
        if (run.ledger().standby().isEmpty() && run.ledger().leftover().isEmpty()) {
            return steps.next(run);
        }
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
                                    + " is given up, because the candidate needs its color; after that,"
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

    /**
     * Why the color cannot be freed yet; empty: it can. Sets the route again on a replica that missed the last switch,
     * unless only the color's holders are healthy.
     */
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

    /** Whether the live release is down, and a release that holds the candidate's color is not. */
    private boolean onlyHoldersServe(DeliveryRun run) {
        return run.delivery().from().filter(this::healthy).isEmpty()
                && Stream.of(run.ledger().standby(), run.ledger().leftover())
                        .flatMap(Optional::stream)
                        .anyMatch(this::healthy);
    }

    private boolean healthy(PlacedRelease placed) {
        ReleaseServices services = steps.services(placed);
        return services.complete() && steps.converge(services).serving();
    }

    /**
     * Whether no user can lose a healthy release: silent replicas had switched before the holder of the color was left,
     * or the holder is down.
     */
    private boolean harmsNobody(DeliveryRun run) {
        Optional<TrafficRouter.Target> active = run.delivery().from().map(PlacedRelease::target);
        return steps.router().view(run.application()).mayServe(active)
                && Stream.of(run.ledger().warm(), run.ledger().left())
                        .flatMap(Optional::stream)
                        .filter(Kept::mayServe)
                        .map(Kept::placed)
                        .noneMatch(this::healthy);
    }
}
