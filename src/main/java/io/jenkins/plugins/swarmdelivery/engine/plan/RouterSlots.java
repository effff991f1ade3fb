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

/** Compares the number of tasks with the slots of the router's configuration: further tasks get no requests. */
public final class RouterSlots {
    private RouterSlots() {}

    /** Why some tasks of a candidate's routed services would get no requests; empty: all would get some. */
    static List<String> problems(
            TrafficRouter.Look look, Application application, ReleaseSpec release, List<Node> nodes) {
        return release.with(Role.ROUTED).stream()
                .flatMap(part -> problem(look, application, part, Convergence.wanted(part.spec(), nodes)).stream())
                .toList();
    }

    private static Optional<String> problem(TrafficRouter.Look look, Application application, Part part, long tasks) {
        int slots = look.slots(part.spec().name());
        boolean single = part.name().isEmpty();
        return shortage(slots, tasks)
                .map(shortage ->
                        "the router" + shortage + " of " + (single ? "the candidate" : "service " + part.name())
                                + remedy(application, tasks)
                                + (single
                                        ? ", or deliver fewer tasks (--replicas " + slots + ")"
                                        : ", or reduce the replicas in the stack file"));
    }

    /** How many tasks of a running service get no requests, for people; empty: none. */
    public static Optional<String> idle(
            TrafficRouter.Look look, Application application, PlacedRelease placed, long tasks) {
        int slots = look.slots(placed.service());
        return shortage(slots, tasks)
                .map(shortage -> "the router" + shortage + " of service " + placed.service() + ": " + (tasks - slots)
                        + " get no requests" + remedy(application, tasks) + ", or scale it to " + slots);
    }

    /** Why a router replica can never reach so many tasks; empty: it can. */
    public static Optional<String> shortage(int slots, long tasks) {
        return tasks <= slots ? Optional.empty() : Optional.of(" has slots for " + slots + " of " + tasks + " tasks");
    }

    private static String remedy(Application application, long tasks) {
        return "; run router up with slots=" + tasks + " for " + application;
    }
}
