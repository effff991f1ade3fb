package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import hudson.model.ModelObject;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** An operation that a user started from a page: its phases and its log, while it runs and afterwards. */
public final class OperationPage implements ModelObject, ShownPage {
    private final ApplicationPage application;
    private final Operation operation;

    OperationPage(ApplicationPage application, Operation operation) {
        this.application = application;
        this.operation = operation;
    }

    public ApplicationPage getApplication() {
        return application;
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
