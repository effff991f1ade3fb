package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.HttpResponses;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The form of one cluster: its drop-down lists, its checks, and the button that tests the connection. */
public abstract class SwarmClusterDescriptor extends Descriptor<SwarmCluster> {
    protected SwarmClusterDescriptor(Class<? extends SwarmCluster> described) {
        super(described);
    }

    @Override
    public String getDisplayName() {
        return Messages.SwarmCluster_displayName();
    }

    /** The kinds of routers, that of a new cluster first. */
    public List<Descriptor<ClusterRouter>> getRouterDescriptors() {
        return Jenkins.get().getDescriptorList(ClusterRouter.class);
    }

    /** A list as the form shows it. */
    public String text(List<String> values) {
        return Lines.text(values);
    }

    @POST
    public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
        return ClusterCredentials.tlsItems(credentialsId);
    }

    @POST
    public FormValidation doCheckCredentialsId(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return ClusterCredentials.checkTls(value);
    }

    @POST
    public FormValidation doCheckName(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterFields.name("name", value));
    }

    @POST
    public FormValidation doCheckManagers(
            @QueryParameter String value,
            @QueryParameter String credentialsId,
            @QueryParameter boolean allowPlaintext) {
        return FieldCheck.ofAdministrator(() -> {
            ClusterReader.managers(Lines.of(value), allowPlaintext || !credentialsId.isEmpty());
            ClusterReader.plaintext("allowPlaintext", allowPlaintext);
        });
    }

    @POST
    public FormValidation doCheckNodePort(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return FieldCheck.ofNumber("nodePort", value.isEmpty() ? "0" : value, ClusterReader::nodePort);
    }

    @POST
    public FormValidation doCheckRequireMark(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterReader.mark(value));
    }

    @POST
    public FormValidation doCheckPlacement(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterReader.placement(Lines.of(value)));
    }

    @POST
    public FormValidation doCheckAllow(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterReader.allow(Lines.of(value)));
    }

    @POST
    public FormValidation doCheckRepositories(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterReader.repositories(Lines.of(value)));
    }

    @POST
    public FormValidation doCheckValues(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterReader.values(Lines.of(value)));
    }

    /** What is known about a cluster, for the header of its block and the confirmation before its deletion. */
    @POST
    public HttpResponse doSeen(@QueryParameter String name) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        String given = String.valueOf(name).strip();
        return HttpResponses.okJSON(ClusterBlock.of(given, saved(given).isPresent()));
    }

    private static Optional<SwarmCluster> saved(String name) {
        return SwarmDeliveryConfiguration.get().getClusters().stream()
                .filter(cluster -> cluster.getName().equals(name))
                .findFirst();
    }

    /**
     * Queries the Swarm, its router and its registries.
     *
     * @param cluster as the form would submit it, saved or not
     */
    @POST
    public FormValidation doTestConnection(StaplerRequest2 req, @QueryParameter String cluster) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return test(req.bindJSON(SwarmCluster.class, JSONObject.fromObject(cluster)));
    }

    static FormValidation test(SwarmCluster cluster) {
        return ConnectionReport.on(
                cluster.getRouter().remedies(),
                () -> Connection.open(ClusterReader.withBuilders(cluster), Clock.systemUTC()));
    }
}
