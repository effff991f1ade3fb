package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import hudson.Extension;
import hudson.model.RootAction;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** The clusters, at Jenkins' root. Everything below requires the permission to view. */
@Extension
public final class ClustersPage implements RootAction, StaplerProxy, ShownPage {
    static final String URL = "swarm-delivery";

    /** The address of an application's page relative to Jenkins' root, with a trailing slash. */
    static String application(String cluster, String name) {
        return cluster(cluster) + "application/" + name + "/";
    }

    /** The same of a cluster's page. */
    static String cluster(String name) {
        return URL + "/cluster/" + name + "/";
    }

    public List<ClusterPage> getClusters() {
        return SwarmDeliveryConfiguration.get().getClusters().stream()
                .map(SwarmCluster::getName)
                .map(ClusterPage::new)
                .toList();
    }

    /** Null, which results in 404, if no cluster of that name is configured. */
    public ClusterPage getCluster(String name) {
        return SwarmDeliveryConfiguration.get().getClusters().stream()
                .map(SwarmCluster::getName)
                .filter(name::equals)
                .map(ClusterPage::new)
                .findFirst()
                .orElse(null);
    }

    @GET
    @WebMethod(name = "json")
    public HttpResponse doJson() {
        Jenkins.get().checkPermission(SwarmPermissions.VIEW);
        List<ClusterPage> clusters = getClusters();
        return JsonPage.of(
                true,
                "",
                Map.of("clusters", clusters.stream().map(ClusterPage::summary).toList()));
    }

    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(SwarmPermissions.VIEW);
        return this;
    }

    @Override
    public String getIconFileName() {
        boolean shown = Jenkins.get().hasPermission(SwarmPermissions.VIEW)
                && !SwarmDeliveryConfiguration.get().getClusters().isEmpty();
        return shown ? "symbol-swap" : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.ClustersPage_displayName();
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
