package io.jenkins.plugins.swarmdelivery.engine;

import java.util.List;

/**
 * An application as it is now: what the ledger says beside what the Swarm and the router show.
 *
 * @param ledger the record
 * @param services of the releases in the ledger
 * @param router what it serves
 * @param addresses where the application is reached
 * @param kept numbers of the releases to which one can roll back
 * @param disagreements where ledger, services and router do not say the same; empty when all is well
 * @param overdue what should have been retired or given up by now, with the reason why it still runs
 */
public record Status(
        Ledger ledger,
        List<ServiceStatus> services,
        TrafficRouter.View router,
        Addresses addresses,
        List<Integer> kept,
        List<String> disagreements,
        List<String> overdue) {

    /**
     * @param role {@code active}, {@code standby}, {@code candidate}, {@code previous} (while its successor is still
     *     watched) or {@code leftover}
     * @param placed the release
     * @param image what the service's spec names; empty if there is no such service
     * @param healthy tasks that run now
     * @param wanted tasks that there should be
     * @param troubles errors of its tasks, newest first
     */
    public record ServiceStatus(
            String role, PlacedRelease placed, String image, long healthy, long wanted, List<String> troubles) {}
}
