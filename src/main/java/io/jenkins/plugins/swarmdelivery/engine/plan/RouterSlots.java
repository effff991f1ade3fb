package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.Optional;

/** How many tasks the router's configuration has places for: those beyond get no requests, and are never seen. */
public final class RouterSlots {
    private RouterSlots() {}

    /** Why a candidate of so many tasks would never be seen whole; empty: it would. */
    static Optional<String> problem(TrafficRouter.Look look, Application application, long tasks) {
        return few(look.slots(), tasks)
                .map(few -> "the router" + few + " of the candidate" + remedy(application, tasks)
                        + ", or deliver fewer tasks (--replicas " + look.slots() + ")");
    }

    /** How many tasks of a service that serves get no requests; empty: none. */
    public static Optional<String> idle(
            TrafficRouter.Look look, Application application, PlacedRelease placed, long tasks) {
        return few(look.slots(), tasks)
                .map(few -> "the router" + few + " of service " + placed.service() + ": " + (tasks - look.slots())
                        + " get no requests" + remedy(application, tasks) + ", or scale it to " + look.slots());
    }

    /** Why a replica will not see so many tasks however long it is asked; empty: it may. */
    public static Optional<String> few(int slots, long tasks) {
        return tasks <= slots ? Optional.empty() : Optional.of(" has slots for " + slots + " of " + tasks + " tasks");
    }

    private static String remedy(Application application, long tasks) {
        return "; run router init with slots=" + tasks + " for " + application + ", then deploy.sh";
    }
}
