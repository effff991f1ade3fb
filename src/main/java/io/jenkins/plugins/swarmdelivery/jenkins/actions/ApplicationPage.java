package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.Failure;
import hudson.model.ModelObject;
import hudson.model.Run;
import hudson.util.HttpResponses;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ApplicationView;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.LedgerMark;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.MissingWatch;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operation;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operations;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;

/** One application in one cluster, as last seen, with buttons for users who have the permission. */
public final class ApplicationPage implements ModelObject, ShownPage {
    private final ClusterPage cluster;
    private final ApplicationView view;

    ApplicationPage(ClusterPage cluster, ApplicationView view) {
        this.cluster = cluster;
        this.view = view;
    }

    public ClusterPage getCluster() {
        return cluster;
    }

    public String getName() {
        return view.name();
    }

    @Override
    public String getDisplayName() {
        return view.name();
    }

    /** Relative to Jenkins' root, with a trailing slash. */
    public String getUrl() {
        return ClustersPage.application(cluster.getName(), getName());
    }

    /** Why it could not be read although its cluster responds; empty if it could. */
    public String getProblem() {
        return view.problem();
    }

    /** Null if it was never seen; the same applies to the methods below. */
    public Status getStatus() {
        return view.status().orElse(null);
    }

    @Nullable
    public ReleaseCard getLive() {
        return role("active");
    }

    /** Who made the live release live, which after a rollback is not its author; null if nothing is live. */
    @Nullable
    public Author getLiveBy() {
        return view.ledger()
                .flatMap(ledger -> ledger.cameLive()
                        .map(HistoryEntry::author)
                        .or(() -> ledger.active().map(active -> active.release().author())))
                .orElse(null);
    }

    @Nullable
    public ReleaseCard getStandby() {
        return role("standby");
    }

    /** Releases that are neither active nor standby. */
    public List<ReleaseCard> getOthers() {
        return releases().stream()
                .filter(release ->
                        !release.role().equals("active") && !release.role().equals("standby"))
                .toList();
    }

    @Nullable
    private ReleaseCard role(String role) {
        return releases().stream()
                .filter(release -> release.role().equals(role))
                .findFirst()
                .orElse(null);
    }

    private List<ReleaseCard> releases() {
        return view.status().map(Status::services).map(ReleaseCard::of).orElse(List.of());
    }

    @Nullable
    public Instant getStandbyUntil() {
        return view.ledger().flatMap(Ledger::standbyUntil).orElse(null);
    }

    /** What runs beside the live release without serving users, until when, and why. */
    @Nullable
    public Kept getLeft() {
        return view.ledger().flatMap(Ledger::left).orElse(null);
    }

    @Nullable
    public Delivery getDelivery() {
        return view.ledger().flatMap(Ledger::delivery).orElse(null);
    }

    @Nullable
    public Lease getLease() {
        return view.ledger().flatMap(Ledger::lease).orElse(null);
    }

    /** The build that holds the lease; null if there is none that the reader may see. */
    @Nullable
    public Run<?, ?> getHolder() {
        return getLease() == null ? null : LeaseQueue.holder(getLease());
    }

    /** Builds that wait for the lease. */
    public List<LeaseQueue.Waiting> getWaiting() {
        return LeaseQueue.of(cluster.getName(), getName());
    }

    /** Jenkins is connecting to it for the first time. */
    public boolean isAwaited() {
        return view.status().isEmpty() && view.problem().isEmpty() && cluster.isAwaited();
    }

    /** Someone holds the lease now. */
    public boolean isHeld() {
        return view.held(Instant.now());
    }

    public List<HistoryEntry> getHistory() {
        return view.ledger().map(Ledger::history).orElse(List.of());
    }

    /** Missing objects of the kept releases, by their numbers; empty if not known yet. */
    Optional<Map<Integer, List<String>>> getMissing() {
        return MissingWatch.get().of(cluster.getName(), getName());
    }

    public List<PendingPromotion> getPending() {
        return cluster.pending(getName());
    }

    public List<Operation> getOperations() {
        return Operations.get().of(cluster.getName(), getName());
    }

    /** The numbers of the kept releases; empty if the application was never seen. */
    List<Integer> keptReleases() {
        return view.status().map(Status::kept).orElse(List.of());
    }

    /** Null if the releases are not known. */
    @Nullable
    public ComparisonForm getComparisonForm() {
        return view.status().map(ComparisonForm::of).orElse(null);
    }

    /**
     * Null, which results in 404, if there is no such comparison.
     *
     * @param releases two numbers, e.g. {@code 3-4}
     */
    @Nullable
    public ComparisonPage getComparison(String releases) {
        return ComparisonPage.at(releases, this).orElse(null);
    }

    /** Leads a form to the page of its comparison. */
    @GET
    public HttpResponse doCompare(@QueryParameter int before, @QueryParameter int after) {
        Jenkins.get().checkPermission(SwarmPermissions.VIEW);
        return HttpResponses.redirectTo("comparison/" + before + "-" + after + "/");
    }

    public RollbackButton getRollbackButton() {
        return new RollbackButton(this);
    }

    /** Null unless a candidate waits for its promotion beside a live release. */
    @Nullable
    public ShareForm getShareForm() {
        return ShareForm.of(this).orElse(null);
    }

    /** The part of the users that this release gets; null unless two releases share them. */
    @Nullable
    public UserShare userShare(ReleaseCard release) {
        return view.status()
                .flatMap(status -> UserShare.of(release.placed().target(), status.router()))
                .orElse(null);
    }

    public boolean isMayShare() {
        return Jenkins.get().hasPermission(SwarmPermissions.PROMOTE);
    }

    public boolean isMayRollBack() {
        return Jenkins.get().hasPermission(SwarmPermissions.ROLLBACK);
    }

    public boolean isMayUnlock() {
        return Jenkins.get().hasPermission(SwarmPermissions.UNLOCK);
    }

    /** Identifies the state that a rollback or a share from this page refers to. */
    public String getMark() {
        return view.ledger().map(LedgerMark::of).orElse("");
    }

    public String getLeaseMark() {
        return view.ledger().flatMap(Ledger::lease).map(LedgerMark::of).orElse("");
    }

    /** Null, which results in 404, if this Jenkins has no such operation. */
    public OperationPage getOperation(String id) {
        return Operations.get()
                .find(id)
                .filter(operation -> getOperations().contains(operation))
                .map(operation -> new OperationPage(this, operation))
                .orElse(null);
    }

    /** @param to see {@link RollbackChoice#value} */
    @RequirePOST
    public HttpResponse doRollback(@QueryParameter String to, @QueryParameter String mark) {
        Jenkins.get().checkPermission(SwarmPermissions.ROLLBACK);
        Optional<String> release = Optional.ofNullable(to).map(String::strip).filter(given -> !given.isEmpty());
        return show(Operations.get().rollback(cluster.getName(), getName(), release, String.valueOf(mark), author()));
    }

    /** @param share the percentage of the users that the candidate is to get */
    @RequirePOST
    public HttpResponse doShare(@QueryParameter String share, @QueryParameter String mark) {
        Jenkins.get().checkPermission(SwarmPermissions.PROMOTE);
        String percentage = Objects.requireNonNullElse(share, "");
        try {
            return show(
                    Operations.get().share(cluster.getName(), getName(), percentage, String.valueOf(mark), author()));
        } catch (RefusedException e) {
            return new Failure(e.getMessage());
        }
    }

    @RequirePOST
    public HttpResponse doUnlock(@QueryParameter String reason, @QueryParameter String mark) {
        Jenkins.get().checkPermission(SwarmPermissions.UNLOCK);
        if (reason == null || reason.isBlank()) {
            return HttpResponses.error(400, "reason: say why the lease is broken; the history records it");
        }
        return show(
                Operations.get().unlock(cluster.getName(), getName(), reason.strip(), String.valueOf(mark), author()));
    }

    @RequirePOST
    public HttpResponse doAccept(@QueryParameter String reason, @QueryParameter String mark) {
        Jenkins.get().checkPermission(SwarmPermissions.ROLLBACK);
        if (reason == null || reason.isBlank()) {
            return HttpResponses.error(
                    400, "reason: say why the release that serves users is accepted; the history records it");
        }
        return show(
                Operations.get().accept(cluster.getName(), getName(), reason.strip(), String.valueOf(mark), author()));
    }

    private static HttpResponse show(Operation operation) {
        return HttpResponses.redirectTo("operation/" + operation.getId() + "/");
    }

    private Author author() {
        return OperationPage.author(getUrl());
    }

    @GET
    @WebMethod(name = "json")
    public HttpResponse doJson() {
        Jenkins.get().checkPermission(SwarmPermissions.VIEW);
        Map<String, Object> document = summary();
        view.status().ifPresent(status -> document.putAll(Documents.status(status)));
        document.put("delivery", getDelivery() == null ? null : JobRights.document(getDelivery()));
        document.put("missing", getMissing().orElse(null));
        document.put(
                "waiting", getWaiting().stream().map(ApplicationPage::waiting).toList());
        document.put("history", getHistory().stream().map(JobRights::document).toList());
        document.put(
                "operations",
                getOperations().stream().map(OperationPage::summary).toList());
        return JsonPage.of(true, news(), document, cluster.passing());
    }

    private static Map<String, Object> waiting(LeaseQueue.Waiting build) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("build", build.run() == null ? null : build.run().getExternalizableId());
        document.put("since", build.since().toString());
        return document;
    }

    /** The entry of this application in a list. */
    Map<String, Object> summary() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("cluster", cluster.getName());
        document.put("application", getName());
        document.put("problem", getProblem().isEmpty() ? null : getProblem());
        document.put(
                "active", getLive() == null ? null : Documents.placed(getLive().placed()));
        document.put("healthy", getLive() == null ? null : getLive().healthy());
        document.put("wanted", getLive() == null ? null : getLive().wanted());
        document.put(
                "standby",
                getStandby() == null ? null : Documents.placed(getStandby().placed()));
        document.put("delivery", getDelivery() == null ? null : JobRights.document(getDelivery()));
        document.put("lease", getLease() == null ? null : Documents.lease(getLease()));
        document.put(
                "waitingForPromotion",
                getPending().stream().map(PendingPromotion::address).toList());
        return document;
    }

    private String news() {
        return getName() + ": "
                + (getLive() == null
                        ? "nothing is live"
                        : getLive().placed() + " is live, " + getLive().healthy() + " of "
                                + getLive().wanted() + " tasks healthy")
                + (getDelivery() == null
                        ? ""
                        : ", " + getDelivery().kind().word() + " in "
                                + getDelivery().phase().word()
                                + getDelivery()
                                        .share()
                                        .map(share -> " with " + share.percent() + "% of the users")
                                        .orElse(""));
    }
}
