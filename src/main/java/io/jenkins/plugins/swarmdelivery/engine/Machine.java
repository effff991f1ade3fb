package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Takes a delivery from phase to phase: each call does one thing. */
final class Machine {
    /**
     * How long the cluster may be unreachable before a run gives up; the lease then expires, and anybody can resume.
     */
    static final Duration UNREACHABLE = Duration.ofMinutes(10);

    private final Steps steps;
    private final RoutingPhase routing;
    private final ImagePull images;
    private final ColorClearing clearing;
    private final CandidateStart starting;
    private final CandidatePhases candidate;
    private final SupportPhases support;
    private final SwitchPhases switching;
    private final LastPhases last;
    private final RollbackPhases back;

    Machine(Steps steps) {
        this.steps = steps;
        Retirement retirement = new Retirement(steps);
        RouteProof proof = new RouteProof(steps);
        this.routing = new RoutingPhase(steps);
        this.images = new ImagePull(steps);
        this.clearing = new ColorClearing(steps, retirement);
        this.starting = new CandidateStart(steps, proof, new Jobs(steps));
        this.candidate = new CandidatePhases(steps, proof);
        this.support = new SupportPhases(steps);
        this.switching = new SwitchPhases(steps, proof);
        this.last = new LastPhases(steps, retirement, proof);
        this.back = new RollbackPhases(steps, retirement, proof);
    }

    /** @see SwitchPhases#obstacle */
    Optional<String> obstacle(Application application, Delivery delivery) {
        return switching.obstacle(application, delivery).map(SwitchPhases.Obstacle::why);
    }

    /**
     * @throws LockedException if the lease was lost
     * @throws SwarmException.Unavailable if the cluster has been unreachable for too long
     */
    Progress advance(DeliveryRun run, Instant now) {
        try {
            Delivery left = run.delivery();
            if (run.unreachableSince().isPresent() && !steps.leases().refresh(run)) {
                return steps.ended(run, left);
            }
            Progress progress = attempt(run, now);
            run.reached(now);
            return progress;
        } catch (SwarmException.Unavailable e) {
            return unreachable(run, e, now);
        }
    }

    /** @throws LockedException if the lease was lost */
    void renew(DeliveryRun run, Instant now) {
        try {
            if (run.unreachableSince().isPresent()) {
                steps.leases().refresh(run);
            }
            steps.leases().renewIfDue(run, now);
            run.reached(now);
        } catch (SwarmException.Unavailable e) {
            run.unreachable(now);
        }
    }

    private Progress attempt(DeliveryRun run, Instant now) {
        try {
            steps.leases().renewIfDue(run, now);
            Optional<DeliveryRun.Verdict> verdict = run.verdict();
            return verdict.isPresent() ? follow(run, verdict.get()) : step(run, now);
        } catch (SwarmException.Unavailable | LockedException e) {
            throw e;
        } catch (DeliveryException e) {
            return refused(run, e, e.getMessage(), now);
        } catch (RuntimeException e) {
            // Whatever it is, the delivery must be rolled back.
            return refused(run, e, "unexpected " + e, now);
        }
    }

    /** Acts on a verdict. One that comes too late, or was acted on before its response was lost, changes nothing. */
    private Progress follow(DeliveryRun run, DeliveryRun.Verdict verdict) {
        Phase phase = run.delivery().phase();
        if (verdict.passed() && phase.testsDue()) {
            steps.next(run);
        } else if (!verdict.passed() && FailureEdges.leadFrom(phase)) {
            steps.fail(run, verdict.setback(), verdict.reason());
        }
        run.forget(verdict);
        return new Progress.Continue();
    }

    private Progress step(DeliveryRun run, Instant now) {
        DeliveryOptions options = run.delivery().options();
        if (movesNetworks(run)) {
            steps.requireSettledRouter(run);
        }
        return switch (run.delivery().phase()) {
            case ROUTING -> routing.bring(run, now);
            case PULLING -> images.pull(run, now);
            case CLEARING -> clearing.clear(run, now);
            case PROVIDING -> support.provide(run, now);
            case RUNNING_JOBS -> support.runJobs(run, now);
            case STARTING -> starting.start(run, now);
            case CONVERGING -> candidate.converge(run, now);
            case PREVIEWING -> candidate.preview(run, now);
            case TESTING -> options.preTest() ? rest(run) : steps.next(run);
            case SHARING -> switching.share(run, now);
            case READY -> switching.ready(run, now);
            case ADOPTING -> switching.adopt(run);
            case SWITCHING -> switching.switchOver(run, now);
            case PROVING -> switching.prove(run, now);
            case REGISTERING -> switching.register(run, now);
            case VERIFYING -> options.postTest() ? rest(run) : steps.next(run);
            case BAKING -> last.bake(run, now);
            case RETIRING -> last.retire(run, now);
            case ABANDONING -> back.abandon(run, now);
            case REVERTING -> back.revert(run, now);
            case STOPPING -> back.stop(run, now);
            case DONE -> rest(run);
            case FAILED, ROLLED_BACK, GIVEN_UP, STUCK -> new Progress.Failed(run.delivery());
        };
    }

    /** Whether the first or the last task on a stack's own network may come to a node in this phase, or leave it. */
    private static boolean movesNetworks(DeliveryRun run) {
        Delivery delivery = run.delivery();
        Ledger ledger = run.ledger();
        return switch (delivery.phase()) {
            case PROVIDING, RUNNING_JOBS, STARTING -> delivery.to().stack();
            case CLEARING -> isStack(ledger.standby()) || isStack(ledger.leftover());
            case RETIRING -> delivery.to().stack() || isStack(delivery.from());
            default -> false;
        };
    }

    private static boolean isStack(Optional<PlacedRelease> placed) {
        return placed.filter(PlacedRelease::stack).isPresent();
    }

    private static Progress rest(DeliveryRun run) {
        return new Progress.Succeeded(run.delivery());
    }

    private Progress unreachable(DeliveryRun run, SwarmException.Unavailable e, Instant now) {
        run.unreachable(now);
        if (now.isAfter(run.unreachableSince().orElse(now).plus(UNREACHABLE))) {
            throw e;
        }
        return steps.await(run, "the cluster cannot be reached: " + e.getMessage(), Steps.LATER);
    }

    /** A refusal by Docker or the router fails the phase; a rollback can only wait and try again. */
    private Progress refused(DeliveryRun run, RuntimeException e, String why, Instant now) {
        Delivery delivery = run.delivery();
        boolean raced = e instanceof SwarmException.Conflict;
        if (FailureEdges.leadFrom(delivery.phase()) && !raced) {
            return steps.fail(run, why);
        }
        Duration patience =
                delivery.options().revertTimeout().plus(delivery.options().drainTimeout());
        if (!steps.overdue(run, patience, now)) {
            return steps.await(run, why, raced ? Steps.SOON : Steps.LATER);
        }
        return switch (delivery.phase()) {
            case RETIRING -> giveUp(run, why, delivery.from(), Phase.DONE, now);
            case ABANDONING -> giveUp(run, why, Optional.of(delivery.to()), Phase.FAILED, now);
            case STOPPING -> giveUp(run, why, Optional.of(delivery.to()), Phase.ROLLED_BACK, now);
            case REVERTING -> back.stuck(run, why, now);
            default -> steps.fail(run, why);
        };
    }

    /**
     * Ends a delivery whose users are right, but which could not remove a release: the ledger keeps it as a leftover.
     */
    private Progress giveUp(DeliveryRun run, String why, Optional<PlacedRelease> left, Phase last, Instant now) {
        Optional<Kept> kept = left.map(placed -> new Kept(placed, now, "could not be removed: " + why));
        kept.ifPresent(each -> run.log().warn(each + "; the next delivery tries again"));
        if (run.delivery().phase() != Phase.RETIRING) {
            back.restoreShared(run, now);
        }
        return steps.end(run, last, ledger -> ledger.withLeft(kept));
    }
}
