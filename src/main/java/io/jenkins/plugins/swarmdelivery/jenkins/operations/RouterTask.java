package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.RouterCredentials;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import io.jenkins.plugins.swarmdelivery.router.RouterPlan;
import io.jenkins.plugins.swarmdelivery.router.RouterRotation;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import io.jenkins.plugins.swarmdelivery.router.RouterUp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sets up the router of a cluster, or tells what that would change. It waits while replicas are replaced, for minutes, so
 * it needs a thread of its own.
 */
final class RouterTask implements Runnable {
    private static final Logger LOGGER = Logger.getLogger(RouterTask.class.getName());

    private final Operation operation;

    RouterTask(Operation operation) {
        this.operation = operation;
    }

    @Override
    public void run() {
        String cluster = operation.getCluster();
        try (ClusterConnection connection = ClusterConnector.connectForRouter(cluster)) {
            RouterSite site = connection.routerSite(
                    Optional.of(RouterCredentials.of(cluster)), new Attendant(connection.clock()));
            String outcome =
                    switch (operation.request().kind()) {
                        case ROUTER_PLAN -> plan(new RouterUp(site));
                        case ROUTER -> setUp(new RouterUp(site));
                        case ROUTER_ROTATION -> rotate(site);
                        default -> throw new IllegalStateException(operation.getTitle());
                    };
            operation.end(RecordState.DONE, outcome);
        } catch (DeliveryException e) {
            operation.end(RecordState.FAILED, e.getMessage());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, operation::getTitle);
            operation.end(RecordState.FAILED, "it failed: " + e + "; the log of Jenkins says more");
        }
    }

    private String plan(RouterUp up) {
        List<String> changes = up.plan(operation.request().router().order()).changes();
        operation.propose(changes);
        changes.forEach(change -> operation.say("would " + change));
        return changes.isEmpty()
                ? "nothing to change: the router is as asked for"
                : "nothing was changed; make these changes with the button below";
    }

    /** Only what the user saw. */
    private String setUp(RouterUp up) {
        RouterPlan plan = up.plan(operation.request().router().order());
        if (!String.join("\n", plan.changes()).equals(operation.request().mark())) {
            throw new RefusedException(
                    "the router, or what it needs, has changed since the changes were shown; show them again");
        }
        up.apply(plan);
        return "the router is up; every replica serves its routes";
    }

    private static String rotate(RouterSite site) {
        new RouterRotation(site).run();
        return "the certificates are renewed; every replica serves its routes";
    }

    /** The user who watches the log. */
    private final class Attendant implements RouterSite.Attendant {
        private final Clock clock;
        private final Operations operations = Operations.get();

        Attendant(Clock clock) {
            this.clock = clock;
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public void pause(Duration duration) {
            try {
                if (operations.endsWithin(duration)) {
                    throw new RouterException("Jenkins is shutting down");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RouterException("it was interrupted");
            }
        }

        @Override
        public void say(String line) {
            operation.say(line);
        }
    }
}
