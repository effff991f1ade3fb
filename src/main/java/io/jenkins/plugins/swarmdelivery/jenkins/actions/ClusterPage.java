package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.ModelObject;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ApplicationView;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ClusterView;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ClusterWatch;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operation;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operations;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.RouterOperations;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** One cluster, as last seen; created for each request. */
public final class ClusterPage implements ModelObject, ShownPage {
    private final ClusterView view;

    @Nullable
    private List<PendingPromotion> pending;

    ClusterPage(String name) {
        view = ClusterWatch.get().view(name);
    }

    public String getName() {
        return view.cluster();
    }

    @Override
    public String getDisplayName() {
        return view.cluster();
    }

    /** Why the cluster did not respond to the last query; empty if it did. */
    public String getProblem() {
        return view.problem();
    }

    /** Null if it has never responded to this Jenkins. */
    public Instant getSeenAt() {
        return view.seenAt().orElse(null);
    }

    /** Jenkins is connecting to it for the first time: its applications are not known yet. */
    public boolean isAwaited() {
        return view.triedAt().isEmpty();
    }

    /** It has responded at least once: its applications are known. */
    public boolean isSeen() {
        return view.seenAt().isPresent();
    }

    public List<ApplicationPage> getApplications() {
        return view.applications().stream()
                .map(application -> new ApplicationPage(this, application))
                .toList();
    }

    /** The number of deliveries in progress. */
    public long getWorking() {
        return view.applications().stream()
                .filter(application -> application
                        .ledger()
                        .flatMap(ledger -> ledger.delivery())
                        .isPresent())
                .count();
    }

    /** Null, which results in 404, if the cluster is known not to have it. */
    @Nullable
    public ApplicationPage getApplication(String name) {
        Optional<ApplicationView> seen = view.application(name);
        if (seen.isEmpty() && (view.seenAt().isPresent() || !valid(name))) {
            return null;
        }
        return new ApplicationPage(this, seen.orElseGet(() -> ApplicationView.unseen(name)));
    }

    private static boolean valid(String name) {
        try {
            new Application(name);
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }

    List<PendingPromotion> pending(String application) {
        return pending().stream()
                .filter(build -> build.mayTarget(getName(), application))
                .toList();
    }

    /** Builds that wait for a person, with releases of applications that this cluster does not have yet. */
    public List<PendingPromotion> getNewcomers() {
        return pending().stream()
                .filter(build -> build.mayTarget(getName(), build.record().getApplication()))
                .filter(build ->
                        view.application(build.record().getApplication()).isEmpty())
                .toList();
    }

    /** Computed once per request. */
    private List<PendingPromotion> pending() {
        if (pending == null) {
            pending = PendingPromotion.all();
        }
        return pending;
    }

    /** The address relative to Jenkins' root, with a trailing slash. */
    public String getUrl() {
        return ClustersPage.cluster(getName());
    }

    /** What administrators can do with its router. */
    public RouterButtons getRouter() {
        return new RouterButtons(this);
    }

    /** What administrators have started here, newest first. */
    public List<Operation> getOperations() {
        return RouterOperations.of(getName());
    }

    /** Null, which results in 404, if this Jenkins has no such operation. */
    @Nullable
    public OperationPage getOperation(String id) {
        return operation(id)
                .map(operation -> new OperationPage(this, operation))
                .orElse(null);
    }

    Optional<Operation> operation(String id) {
        return Operations.get().find(id).filter(getOperations()::contains);
    }

    @GET
    @WebMethod(name = "json")
    public HttpResponse doJson() {
        Jenkins.get().checkPermission(SwarmPermissions.VIEW);
        Map<String, Object> document = summary();
        document.put(
                "applications",
                getApplications().stream().map(ApplicationPage::summary).toList());
        document.put(
                "waitingForPromotion",
                getNewcomers().stream().map(PendingPromotion::address).toList());
        document.put(
                "operations",
                getOperations().stream().map(OperationPage::summary).toList());
        return JsonPage.of(true, getProblem(), document, passing());
    }

    Map<String, Object> summary() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("cluster", getName());
        document.put("problem", getProblem().isEmpty() ? null : getProblem());
        document.put("applications", isSeen() ? view.applications().size() : null);
        document.put("working", isSeen() ? getWorking() : null);
        return document;
    }

    /** When it was last seen. */
    Map<String, Object> passing() {
        Map<String, Object> times = new HashMap<>();
        times.put("seenAt", view.seenAt().map(Instant::toString).orElse(null));
        times.put("triedAt", view.triedAt().map(Instant::toString).orElse(null));
        return times;
    }
}
