package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import hudson.init.Terminator;
import hudson.model.Computer;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Runs the operations on routers that administrators start from the page of a cluster; {@link Operations} keeps them. The
 * page checks permissions.
 */
@Restricted(NoExternalUse.class)
public final class RouterOperations {
    /** To restore the former router before Jenkins ends. */
    private static final Duration LAST = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(100);

    private RouterOperations() {}

    /** Newest first. */
    public static List<Operation> of(String cluster) {
        return Operations.get().of(cluster, "");
    }

    /** Finds out what a request would change, and changes nothing. */
    public static Operation plan(String cluster, RouterRequest router, Author author) {
        return begin(Operations.create(OperationRequest.routerPlan(router), cluster, "", author));
    }

    /**
     * Makes the changes that an operation of {@link #plan} has shown.
     *
     * @throws RefusedException if it has shown none, or the router is being changed
     */
    public static Operation setUp(Operation plan, Author author) {
        if (plan.getChanges().isEmpty()) {
            throw new RefusedException(plan.getTitle() + ": it has shown nothing to change");
        }
        OperationRequest request = OperationRequest.router(plan.request().router(), plan.getChanges());
        return change(Operations.create(request, plan.getCluster(), "", author));
    }

    /**
     * Renews the certificates.
     *
     * @throws RefusedException if the router is being changed
     */
    public static Operation rotate(String cluster, Author author) {
        return change(Operations.create(OperationRequest.routerRotation(), cluster, "", author));
    }

    /** One at a time: the second would stop the first halfway. */
    private static synchronized Operation change(Operation operation) {
        of(operation.getCluster()).stream()
                .filter(RouterOperations::isChanging)
                .findFirst()
                .ifPresent(other -> {
                    throw new RefusedException(Operations.requestedBy(other) + ", has not ended yet; wait for it");
                });
        return begin(operation);
    }

    private static boolean isChanging(Operation operation) {
        OperationRequest.Kind kind = operation.request().kind();
        return operation.getState().isLive() && kind.ofRouter() && kind != OperationRequest.Kind.ROUTER_PLAN;
    }

    private static Operation begin(Operation operation) {
        Operations.get().remember(operation);
        operation.say(Operations.requestedBy(operation));
        Computer.threadPoolForRemoting.execute(new RouterTask(operation));
        return operation;
    }

    /** {@link RouterTask} sees that Jenkins ends, and restores the former router. */
    @Terminator
    public static void awaitRestored() throws InterruptedException {
        Operations operations = Operations.get();
        operations.end();
        Instant end = Instant.now().plus(LAST);
        while (operations.all().stream().anyMatch(RouterOperations::isChanging)
                && Instant.now().isBefore(end)) {
            Thread.sleep(POLL.toMillis());
        }
    }
}
