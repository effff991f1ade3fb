package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;
import java.util.Optional;

/** How many tasks the router's configuration has places for: those beyond get no requests, and are never seen. */
public final class RouterSlots {
    private RouterSlots() {}

    /** Why services of a candidate that users reach would never be seen whole; empty: they would. */
    static List<String> problems(
            TrafficRouter.Look look, Application application, ReleaseSpec release, List<Node> nodes) {
        return release.with(Role.ROUTED).stream()
                .flatMap(part -> problem(look, application, part, Convergence.wanted(part.spec(), nodes)).stream())
                .toList();
    }

    private static Optional<String> problem(TrafficRouter.Look look, Application application, Part part, long tasks) {
        int slots = look.slots(part.spec().name());
        boolean single = part.name().isEmpty();
        return few(slots, tasks)
                .map(few -> "the router" + few + " of " + (single ? "the candidate" : "service " + part.name())
                        + remedy(application, tasks)
                        + (single
                                ? ", or deliver fewer tasks (--replicas " + slots + ")"
                                : ", or write fewer replicas in the stack file"));
    }

    /** How many tasks of a service that serves get no requests; empty: none. */
    public static Optional<String> idle(
            TrafficRouter.Look look, Application application, PlacedRelease placed, long tasks) {
        int slots = look.slots(placed.service());
        return few(slots, tasks)
                .map(few -> "the router" + few + " of service " + placed.service() + ": " + (tasks - slots)
                        + " get no requests" + remedy(application, tasks) + ", or scale it to " + slots);
    }

    /** Why a replica will not see so many tasks however long it is asked; empty: it may. */
    public static Optional<String> few(int slots, long tasks) {
        return tasks <= slots ? Optional.empty() : Optional.of(" has slots for " + slots + " of " + tasks + " tasks");
    }

    private static String remedy(Application application, long tasks) {
        return "; run router up (or router init, then deploy.sh) with slots=" + tasks + " for " + application;
    }
}
