package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.WantedRoutes;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The phase in which the routes of a release come to the router: before anything else exists of it, so that a failure
 * leaves nothing but a route to nowhere. Routes that were brought stay: without a release, they answer with an error, as
 * they did before.
 */
final class RoutingPhase {
    /** How long others may have the router or stacks in hand. A killed command's lease of the router ends sooner. */
    static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Steps steps;

    RoutingPhase(Steps steps) {
        this.steps = steps;
    }

    /** Looks at the router again after each change, also after one that another run has begun. */
    Progress bring(DeliveryRun run, Instant now) {
        if (run.routing().isPresent()) {
            return watch(run, run.routing().get(), now);
        }
        List<WantedRoute> wanted =
                WantedRoutes.of(steps.release(run), steps.swarm().nodes());
        TrafficRouter.RouteChanges changes = steps.router().routeChanges(run.application(), wanted);
        if (!changes.problems().isEmpty()) {
            return steps.fail(run, String.join("\n", changes.problems()));
        }
        if (changes.steps().isEmpty()) {
            return brought(run);
        }
        run.routing(Optional.of(steps.router().bring(run.application(), wanted)));
        return new Progress.Continue();
    }

    private Progress watch(DeliveryRun run, TrafficRouter.RouteChange change, Instant now) {
        try {
            Optional<String> pending = change.pending();
            change.news().forEach(run.log()::info);
            if (pending.isPresent()) {
                return steps.await(run, pending.get(), Steps.LATER);
            }
            run.routing(Optional.empty());
            return new Progress.Continue();
        } catch (SwarmException.Unavailable e) {
            run.routing(Optional.empty());
            throw e;
        } catch (SwarmException.Conflict e) {
            run.routing(Optional.empty());
            return steps.overdue(run, PATIENCE, now)
                    ? steps.fail(
                            run,
                            "the router could not be changed within " + Durations.text(PATIENCE) + ": "
                                    + e.getMessage())
                    : steps.await(run, e.getMessage(), Steps.LATER);
        } catch (DeliveryException e) {
            change.news().forEach(run.log()::info);
            run.routing(Optional.empty());
            return steps.fail(run, e.getMessage());
        }
    }

    /** Where the application is reached is known only now. */
    private Progress brought(DeliveryRun run) {
        Delivery delivery = run.delivery();
        Optional<String> objection =
                delivery.options().objection(run.application(), steps.router().addresses(run.application()));
        if (objection.isPresent()) {
            return steps.fail(run, objection.get());
        }
        run.log().info("the router has the routes of this release; they stay, also if the delivery fails");
        return steps.enter(
                run, delivery.options().prePull() ? Phase.PULLING : Intent.bringUp(run.ledger(), delivery.to()));
    }

    /** After a failure, what this run still does with the router; empty once it has let go of it. */
    Optional<Progress> left(DeliveryRun run) {
        if (run.routing().isEmpty()) {
            return Optional.empty();
        }
        TrafficRouter.RouteChange change = run.routing().get();
        change.stop();
        try {
            Optional<String> pending = change.pending();
            if (pending.isPresent()) {
                return Optional.of(steps.await(run, pending.get(), Steps.SOON));
            }
        } catch (DeliveryException e) {
            change.news().forEach(run.log()::info);
            run.log().info(e.getMessage());
        }
        run.routing(Optional.empty());
        return Optional.empty();
    }
}
