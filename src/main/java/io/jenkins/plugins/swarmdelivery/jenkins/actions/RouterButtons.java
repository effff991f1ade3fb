package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import hudson.model.Failure;
import hudson.util.HttpResponses;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operation;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.RouterOperations;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.RouterRequest;
import java.util.Optional;
import java.util.function.Supplier;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** What administrators can do with the router of a cluster, and whether that is shown. */
public final class RouterButtons {
    private final ClusterPage page;

    RouterButtons(ClusterPage page) {
        this.page = page;
    }

    /** The user is an administrator, and the router is one that can be set up from here. */
    public boolean isShown() {
        return Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                && SwarmDeliveryConfiguration.get()
                        .cluster(page.getName())
                        .getRouter()
                        .isSetUpHere();
    }

    /** Shows what would change, for {@link #doSetUp}. */
    @RequirePOST
    public HttpResponse doPlan(StaplerRequest2 form) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        RouterRequest request = RouterRequest.of(form::getParameter);
        return begin(() -> RouterOperations.plan(page.getName(), request, author()));
    }

    /** @param plan the operation that has shown the changes */
    @RequirePOST
    public HttpResponse doSetUp(@QueryParameter String plan) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        Optional<Operation> shown = page.operation(String.valueOf(plan));
        return shown.isEmpty()
                ? new Failure("plan: show the changes first")
                : begin(() -> RouterOperations.setUp(shown.get(), author()));
    }

    @RequirePOST
    public HttpResponse doRotate() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return begin(() -> RouterOperations.rotate(page.getName(), author()));
    }

    private Author author() {
        return OperationPage.author(page.getUrl());
    }

    private HttpResponse begin(Supplier<Operation> start) {
        try {
            return HttpResponses.redirectViaContextPath(
                    page.getUrl() + "operation/" + start.get().getId() + "/");
        } catch (RefusedException e) {
            return new Failure(e.getMessage());
        }
    }
}
