package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;
import java.util.Optional;

/**
 * The present state of an application: its ledger, and what the Swarm and the router show.
 *
 * @param ledger of the application
 * @param services of the releases in the ledger
 * @param kept numbers of the releases whose spec is kept
 */
public record Status(
        Ledger ledger, List<ServiceStatus> services, Routing routing, List<Integer> kept, Complaints complaints) {
    /**
     * @param router the routes that it serves
     * @param addresses where the application is reached
     * @param shareObjection why the router cannot share users with the candidate that waits, with the remedy; empty if it
     *     can, or if no candidate waits beside a live release
     */
    public record Routing(TrafficRouter.View router, Addresses addresses, Optional<String> shareObjection) {}

    /**
     * @param disagreements where ledger, services and router disagree, for people; empty if they agree
     * @param overdue what should have been retired or given up by now, with the reason why it still runs
     */
    public record Complaints(List<String> disagreements, List<String> overdue) {}

    /**
     * @param role {@code active}, {@code standby}, {@code candidate}, {@code previous} (while its successor is still
     *     watched), {@code leftover}, or {@code shared}: a service of the active stack that both colors use
     * @param placed the release
     * @param service its name
     * @param image in the service's spec; empty if there is no such service
     */
    public record ServiceStatus(String role, PlacedRelease placed, String service, String image, Tasks tasks) {
        /** Whether it is the first service that users reach. */
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
     * @param healthy how many run now
     * @param wanted how many there should be
     * @param troubles errors of failed tasks, newest first
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
