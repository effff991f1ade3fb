package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.RouteChange;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.RouteChanges;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the routes of a delivery to a router that {@code router up} has set up, as that command would. A router with files
 * of one's own is left alone.
 */
final class BroughtRoutes {
    private final RouterSite.Cluster cluster;
    private final HaproxySettings settings;
    private final Clock clock;

    /** @param clock of the managers */
    BroughtRoutes(RouterSite.Cluster cluster, HaproxySettings settings, Clock clock) {
        this.cluster = cluster;
        this.settings = settings;
        this.clock = clock;
    }

    /** The same for whoever asks before and after each attempt; changes nothing. */
    RouteChanges changes(Application application, List<WantedRoute> wanted) {
        Optional<Service> running = cluster.swarm().service(settings.service());
        Map<String, String> labels =
                running.map(service -> service.spec().labels()).orElse(Map.of());
        Map<Application, RoutedApplication> former = RouterLabels.applications(labels);
        if (former.isEmpty()) {
            return RouteChanges.NONE;
        }
        ComingRoutes coming = new ComingRoutes(application, wanted, former, labels);
        List<String> lines = coming.lines();
        if (lines.isEmpty() && !RouterSpec.isHeld(running.get().spec())) {
            return RouteChanges.NONE;
        }
        if (!coming.problems().isEmpty()) {
            return new RouteChanges(lines, lines, coming.problems());
        }
        List<String> steps = new ArrayList<>();
        lines.forEach(line -> steps.add("router: bring the " + line + "; it stays, also if the delivery fails"));
        try {
            plan(new Looking(), coming).changes().forEach(change -> steps.add("router: " + change));
            return new RouteChanges(lines, steps, List.of());
        } catch (RefusedException e) {
            Optional<Instant> until = changing();
            if (until.isEmpty()) {
                return new RouteChanges(
                        lines,
                        steps,
                        List.of("a delivery cannot bring the routes of " + application + " to the router: "
                                + e.getMessage()));
            }
            steps.add("router: wait until the change of it that is being made has ended, until " + until.get()
                    + " at the latest");
            return new RouteChanges(lines, steps, List.of());
        }
    }

    /** Until when somebody changes the router now; empty if nobody does. */
    private Optional<Instant> changing() {
        return cluster.swarm()
                .service(settings.service())
                .flatMap(service -> RouterLabels.rollout(service.spec().labels()))
                .filter(clock.instant()::isBefore);
    }

    private RouterPlan plan(RouterSite.Attendant attendant, ComingRoutes coming) {
        RouterPlan plan = new RouterUp(site(attendant)).plan(RouterOrder.of(coming.order()));
        if (!plan.means().certificates().written().isEmpty()) {
            throw new IllegalStateException("a delivery must not make certificates");
        }
        return plan;
    }

    private RouterSite site(RouterSite.Attendant attendant) {
        return new RouterSite(cluster, settings, Optional.empty(), attendant);
    }

    RouteChange bring(Application application, List<WantedRoute> wanted) {
        return RouteRollout.start(clock, attendant -> bring(application, wanted, attendant));
    }

    /** @throws SwarmException.Busy if the router or stacks are in somebody else's hands; nothing was changed */
    void bring(Application application, List<WantedRoute> wanted, RouterSite.Attendant attendant) {
        try {
            Map<String, String> labels = cluster.swarm()
                    .service(settings.service())
                    .map(service -> service.spec().labels())
                    .orElse(Map.of());
            ComingRoutes coming = new ComingRoutes(application, wanted, RouterLabels.applications(labels), labels);
            coming.problems().forEach(problem -> {
                throw new RefusedException(problem);
            });
            new RouterUp(site(attendant)).apply(plan(attendant, coming));
        } catch (RefusedException e) {
            // What stands against it for good is a problem of the next look.
            throw new SwarmException.Busy(e.getMessage());
        }
    }

    /** One who only looks. */
    private final class Looking implements RouterSite.Attendant {
        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public void pause(Duration duration) {
            // Docker's state of an interrupted update is what it is.
        }

        @Override
        public void say(String line) {
            throw new IllegalStateException("nothing is done: " + line);
        }
    }
}
