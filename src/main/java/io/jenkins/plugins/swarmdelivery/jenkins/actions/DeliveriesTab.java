package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveriesAction;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import jenkins.model.Tab;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/**
 * The page of a build that shows the images it built and its deliveries, phase by phase, while they run and afterwards.
 */
public final class DeliveriesTab extends Tab implements ShownPage {
    static final String URL = "swarm-deliveries";
    private static final String TEST_REPORT = "testReport";

    private final Run<?, ?> run;

    DeliveriesTab(Run<?, ?> run) {
        super(run);
        this.run = run;
    }

    public Run<?, ?> getRun() {
        return run;
    }

    public List<DeliveryRecord> getRecords() {
        return DeliveriesAction.recorded(run);
    }

    /** The log of a failed step, relative to the build's page. */
    static String log(DeliveryRecord record) {
        return "execution/node/" + record.getLogNode() + "/log/";
    }

    public String log(DeliveryRecord record, String root) {
        return root + "/" + run.getUrl() + log(record);
    }

    /** Where test results were recorded; null if there are none. The plugin that records them is optional. */
    @Nullable
    public String testReport(String root) {
        return run.getAllActions().stream().anyMatch(action -> TEST_REPORT.equals(action.getUrlName()))
                ? root + "/" + run.getUrl() + TEST_REPORT + "/"
                : null;
    }

    /** The page should poll. */
    public boolean isLive() {
        return run.isBuilding();
    }

    @GET
    @WebMethod(name = "json")
    public HttpResponse doJson() {
        run.checkPermission(Item.READ);
        List<DeliveryRecord> records = getRecords();
        return JsonPage.of(
                isLive(),
                RecordDocument.news(records),
                Map.of("build", run.getExternalizableId(), "deliveries", RecordDocument.all(records)));
    }

    @Override
    public String getIconFileName() {
        return "symbol-swap";
    }

    @Override
    public String getDisplayName() {
        return Messages.DeliveriesTab_displayName();
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** Builds without deliveries have no such page. */
    @Extension
    public static final class Factory extends TransientActionFactory<Run> {
        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public Class<DeliveriesTab> actionType() {
            return DeliveriesTab.class;
        }

        @Override
        public Collection<DeliveriesTab> createFor(Run target) {
            return DeliveriesAction.recorded((Run<?, ?>) target).isEmpty()
                    ? List.of()
                    : List.of(new DeliveriesTab((Run<?, ?>) target));
        }
    }
}
