package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveriesAction;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** What the newest builds of a job delivered, by cluster. */
public final class JobDeliveries implements Action, ShownPage {
    /** As many builds as a job's own page lists. */
    private static final int BUILDS = 30;

    private final Job<?, ?> job;

    JobDeliveries(Job<?, ?> job) {
        this.job = job;
    }

    /** A delivery and its build. */
    public record Delivered(Run<?, ?> run, DeliveryRecord record) {}

    public Job<?, ?> getJob() {
        return job;
    }

    /** Newest first, by cluster and application. */
    public Map<String, List<Delivered>> getDeliveries() {
        Map<String, List<Delivered>> byTarget = new TreeMap<>();
        int seen = 0;
        for (Run<?, ?> run = job.getLastBuild(); run != null && seen < BUILDS; run = run.getPreviousBuild(), seen++) {
            List<DeliveryRecord> records = new ArrayList<>(DeliveriesAction.delivered(run));
            Collections.reverse(records);
            for (DeliveryRecord record : records) {
                byTarget.computeIfAbsent(
                                record.getApplication() + " on " + record.getCluster(), key -> new ArrayList<>())
                        .add(new Delivered(run, record));
            }
        }
        return byTarget;
    }

    /** The newest delivery for each cluster and application; one that found nothing to do only if there is no other. */
    public List<Delivered> getLast() {
        return getDeliveries().values().stream()
                .map(all -> all.stream()
                        .filter(delivered -> !delivered.record().isIdle())
                        .findFirst()
                        .orElse(all.get(0)))
                .toList();
    }

    /** The page of the application, relative to Jenkins' root; null if the reader may not see it, or there is none. */
    @Nullable
    public String address(DeliveryRecord record) {
        boolean known = SwarmDeliveryConfiguration.get().getClusters().stream()
                .map(SwarmCluster::getName)
                .anyMatch(record.getCluster()::equals);
        return known && Jenkins.get().hasPermission(SwarmPermissions.VIEW)
                ? ClustersPage.application(record.getCluster(), record.getApplication())
                : null;
    }

    @GET
    @WebMethod(name = "json")
    public HttpResponse doJson() {
        job.checkPermission(Item.READ);
        List<Map<String, Object>> documents = new ArrayList<>();
        getDeliveries()
                .values()
                .forEach(all -> all.forEach(delivered -> {
                    Map<String, Object> document = new LinkedHashMap<>();
                    document.put("build", delivered.run().getExternalizableId());
                    document.putAll(RecordDocument.of(delivered.record()));
                    documents.add(document);
                }));
        return JsonPage.of(false, "", Map.of("job", job.getFullName(), "deliveries", documents));
    }

    /** Null, so that there is no link, if none of the newest builds delivered anything. */
    @Override
    public String getIconFileName() {
        return getDeliveries().isEmpty() ? null : "symbol-swap";
    }

    @Override
    public String getDisplayName() {
        return Messages.JobDeliveries_displayName();
    }

    @Override
    public String getUrlName() {
        return DeliveriesTab.URL;
    }

    /** The builds of a job are searched for deliveries only when its page is shown. */
    @Extension
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @Override
        public Class<JobDeliveries> actionType() {
            return JobDeliveries.class;
        }

        @Override
        public Collection<JobDeliveries> createFor(Job target) {
            return List.of(new JobDeliveries((Job<?, ?>) target));
        }
    }
}
