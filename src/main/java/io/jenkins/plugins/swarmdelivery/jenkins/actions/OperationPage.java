package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import hudson.model.ModelObject;
import hudson.model.User;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** An operation that a user started from a page: its phases and its log, while it runs and afterwards. */
public final class OperationPage implements ModelObject, ShownPage {
    private final ClusterPage cluster;
    private final String url;
    private final Operation operation;

    /** An operation on an application. */
    OperationPage(ApplicationPage application, Operation operation) {
        this(application.getCluster(), application.getUrl(), operation);
    }

    /** An operation on the cluster's router. */
    OperationPage(ClusterPage cluster, Operation operation) {
        this(cluster, cluster.getUrl(), operation);
    }

    private OperationPage(ClusterPage cluster, String url, Operation operation) {
        this.cluster = cluster;
        this.url = url;
        this.operation = operation;
    }

    public ClusterPage getCluster() {
        return cluster;
    }

    /** The address of the page that it was started from, relative to Jenkins' root. */
    public String getStartUrl() {
        return url;
    }

    /** What that page shows: an application on a cluster, or a cluster. */
    public String getStartName() {
        return operation.getApplication().isEmpty()
                ? cluster.getName()
                : Messages.OperationPage_application(operation.getApplication(), cluster.getName());
    }

    /** It shows changes to the router, and the user may make them. */
    public boolean isToBeMade() {
        return !isLive()
                && !operation.getChanges().isEmpty()
                && cluster.getRouter().isShown();
    }

    /**
     * The user who pressed a button.
     *
     * @param url of its page, relative to Jenkins' root
     */
    static Author author(String url) {
        String who = Optional.ofNullable(User.current())
                .map(User::getFullName)
                .orElseGet(() -> Jenkins.getAuthentication2().getName());
        String root = Optional.ofNullable(Jenkins.get().getRootUrl()).orElse("");
        return new Author(who, root + url, "", "");
    }

    public Operation getOperation() {
        return operation;
    }

    @Override
    public String getDisplayName() {
        return operation.getTitle();
    }

    public boolean isLive() {
        return operation.getState().isLive();
    }

    @GET
    @WebMethod(name = "json")
    public HttpResponse doJson() {
        Jenkins.get().checkPermission(SwarmPermissions.VIEW);
        Map<String, Object> document = summary(operation);
        document.put("deliveries", RecordDocument.all(operation.getRecords()));
        List<Operation.Line> lines = operation.getLines();
        document.put("log", lines.stream().map(OperationPage::line).toList());
        return JsonPage.of(
                isLive(), lines.isEmpty() ? "" : lines.get(lines.size() - 1).text(), document);
    }

    static Map<String, Object> summary(Operation operation) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("operation", operation.getId());
        document.put("title", operation.getTitle());
        document.put("state", operation.getState().word());
        document.put("author", operation.author().name());
        document.put("startedAt", operation.getStartedAt().toString());
        return document;
    }

    private static Map<String, Object> line(Operation.Line line) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("at", Instant.ofEpochMilli(line.at()).toString());
        document.put("text", line.text());
        return document;
    }
}
