package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;

/**
 * An application as it is now: what the ledger says beside what the Swarm and the router show.
 *
 * @param ledger the record
 * @param services of the releases in the ledger
 * @param kept numbers of the releases to which one can roll back
 */
public record Status(
        Ledger ledger, List<ServiceStatus> services, Routing routing, List<Integer> kept, Complaints complaints) {
    /**
     * @param router what it serves
     * @param addresses where the application is reached
     */
    public record Routing(TrafficRouter.View router, Addresses addresses) {}

    /**
     * @param disagreements where ledger, services and router do not say the same; empty when all is well
     * @param overdue what should have been retired or given up by now, with the reason why it still runs
     */
    public record Complaints(List<String> disagreements, List<String> overdue) {}

    /**
     * @param role {@code active}, {@code standby}, {@code candidate}, {@code previous} (while its successor is still
     *     watched), {@code leftover}, or {@code shared}: a service of the active stack that both colors use
     * @param placed the release
     * @param service by its name
     * @param image what the service's spec names; empty if there is no such service
     */
    public record ServiceStatus(String role, PlacedRelease placed, String service, String image, Tasks tasks) {
        /** It is what users reach; the others of a stack stand behind it. */
        public boolean entry() {
            return service.equals(placed.service());
        }

        public long healthy() {
            return tasks.healthy();
        }

        public long wanted() {
            return tasks.wanted();
        }

        public List<String> troubles() {
            return tasks.troubles();
        }
    }

    /**
     * @param healthy those that run now
     * @param wanted those that there should be
     * @param troubles their errors, newest first
     */
    public record Tasks(long healthy, long wanted, List<String> troubles) {}

    public TrafficRouter.View router() {
        return routing.router();
    }

    public Addresses addresses() {
        return routing.addresses();
    }

    public List<String> disagreements() {
        return complaints.disagreements();
    }

    public List<String> overdue() {
        return complaints.overdue();
    }
}
