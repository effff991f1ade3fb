package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.RouteChange;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.RouteChanges;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The routes of a router that lacks those of a release: one replica after the other learns them, under a lease. */
final class FakeRoutes {
    static final Duration TERM = Duration.ofMinutes(4);
    private static final int REPLICAS = 3;

    private final TestClock clock;
    private final Faults faults;
    final List<List<WantedRoute>> brought = new ArrayList<>();
    /** Why it must not be done. */
    List<String> problems = List.of();
    /** Why the replica that is replaced first cannot be proven; empty: it can. */
    String unproven = "";

    /** It knows the application, which is live, and lacks a further route of it. */
    boolean further;

    private boolean written;
    private boolean held;
    private int learned;
    private Instant until = Instant.EPOCH;

    FakeRoutes(TestClock clock, Faults faults) {
        this.clock = clock;
        this.faults = faults;
    }

    /** Somebody else changes the router, for other routes. */
    void takenByOthers() {
        held = true;
        until = clock.instant().plus(TERM);
    }

    void othersAreDone() {
        held = false;
    }

    boolean known() {
        return written && !held;
    }

    /** Whether a replica knows the application. */
    boolean knows(int replica) {
        return further || written && (!held || replica < learned);
    }

    RouteChanges changes(List<WantedRoute> wanted) {
        return faults.call("route changes", () -> {
            List<String> routes = written
                    ? List.of()
                    : wanted.stream().map(route -> "new route " + route).toList();
            List<String> steps = new ArrayList<>(routes);
            if (!written || held) {
                steps.add("replace the replicas");
            }
            return new RouteChanges(routes, steps, written ? List.of() : problems);
        });
    }

    RouteChange bring(List<WantedRoute> wanted) {
        boolean ours = faults.call("bring routes", () -> {
            if (held && clock.instant().isBefore(until)) {
                return false;
            }
            brought.add(wanted);
            held = true;
            learned = 0;
            until = clock.instant().plus(TERM);
            return true;
        });
        return new Change(ours);
    }

    private final class Change implements RouteChange {
        private final boolean ours;
        private boolean stopped;

        private Change(boolean ours) {
            this.ours = ours;
        }

        @Override
        public Optional<String> pending() {
            if (!ours) {
                throw new SwarmException.Busy("the router is being changed by another router up");
            }
            if (stopped || !unproven.isEmpty()) {
                held = false;
                throw new RouterException("the router was not changed: " + (stopped ? "stopped" : unproven));
            }
            faults.run("replace a replica", () -> {
                written = true;
                learned++;
                until = clock.instant().plus(TERM);
                held = learned < REPLICAS;
            });
            return held ? Optional.of(learned + " replaced") : Optional.empty();
        }

        @Override
        public List<String> news() {
            return List.of();
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }
}
