package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.HttpResponses;
import hudson.util.ListBoxModel;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of one cluster: its drop-downs, its checks, and the button that tries it. */
public abstract class SwarmClusterDescriptor extends Descriptor<SwarmCluster> {
    protected SwarmClusterDescriptor(Class<? extends SwarmCluster> described) {
        super(described);
    }

    @Override
    public String getDisplayName() {
        return Messages.SwarmCluster_displayName();
    }

    /** What a new cluster's form shows. */
    public SwarmCluster getBlank() {
        return new SwarmCluster("", "");
    }

    @POST
    public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
        return ClusterCredentials.tlsItems(credentialsId);
    }

    @POST
    public ListBoxModel doFillRouterCredentialsIdItems(@QueryParameter String routerCredentialsId) {
        return ClusterCredentials.tlsItems(routerCredentialsId);
    }

    @POST
    public ListBoxModel doFillRegistryCredentialsIdItems(@QueryParameter String registryCredentialsId) {
        return ClusterCredentials.loginItems(registryCredentialsId);
    }

    @POST
    public ListBoxModel doFillRegistryBuildCredentialsIdItems(@QueryParameter String registryBuildCredentialsId) {
        return ClusterCredentials.loginItems(registryBuildCredentialsId);
    }

    @POST
    public FormValidation doCheckCredentialsId(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return ClusterCredentials.checkTls(value);
    }

    @POST
    public FormValidation doCheckRouterCredentialsId(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return ClusterCredentials.checkTls(value);
    }

    @POST
    public FormValidation doCheckRegistryCredentialsId(
            @QueryParameter String value, @QueryParameter String registryServer) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        FormValidation pair = FieldCheck.of(() -> ClusterFields.registry(registryServer, value));
        return pair.kind == FormValidation.Kind.OK ? ClusterCredentials.checkLogin(value) : pair;
    }

    @POST
    public FormValidation doCheckRegistryBuildCredentialsId(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return ClusterCredentials.checkLogin(value);
    }

    @POST
    public FormValidation doCheckName(@QueryParameter String value) {
        return check(() -> ClusterFields.name(value));
    }

    @POST
    public FormValidation doCheckManagers(
            @QueryParameter String value,
            @QueryParameter String credentialsId,
            @QueryParameter boolean allowPlaintext) {
        return check(() -> {
            ClusterFields.managers(value, allowPlaintext || !credentialsId.isEmpty());
            ClusterFields.plaintext(allowPlaintext);
        });
    }

    @POST
    public FormValidation doCheckNodePort(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return FieldCheck.ofNumber("node port", value.isEmpty() ? "0" : value, ClusterFields::nodePort);
    }

    @POST
    public FormValidation doCheckRegistryCa(@QueryParameter String value) {
        return check(() -> ClusterFields.registryCa(value));
    }

    @POST
    public FormValidation doCheckRequireMark(@QueryParameter String value) {
        return check(() -> ClusterFields.requireMark(value));
    }

    @POST
    public FormValidation doCheckRouterService(@QueryParameter String value) {
        return check(() -> ClusterFields.routerService(value));
    }

    @POST
    public FormValidation doCheckRouterServicePort(@QueryParameter String value) {
        return port("router service port", value);
    }

    @POST
    public FormValidation doCheckRouterPreviewPort(@QueryParameter String value) {
        return port("router preview port", value);
    }

    @POST
    public FormValidation doCheckRouterAdminPort(@QueryParameter String value) {
        return port("router admin port", value);
    }

    @POST
    public FormValidation doCheckServiceUrl(@QueryParameter String value) {
        return check(() -> ClusterFields.address("service URL", value));
    }

    @POST
    public FormValidation doCheckPreviewUrl(@QueryParameter String value) {
        return check(() -> ClusterFields.address("preview URL", value));
    }

    @POST
    public FormValidation doCheckPlacement(@QueryParameter String value) {
        return check(() -> ClusterFields.placement(value));
    }

    @POST
    public FormValidation doCheckAllow(@QueryParameter String value) {
        return check(() -> ClusterFields.allow(value));
    }

    @POST
    public FormValidation doCheckRepositories(@QueryParameter String value) {
        return check(() -> ClusterFields.repositories(value));
    }

    /** What is known of a cluster, for the head of its block and before it is deleted. */
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
     * Asks the Swarm, its router and its registries; the values are those in the form, saved or not. Further registries
     * are those that are saved: a button sends no list.
     */
    @POST
    public FormValidation doTestConnection(
            @QueryParameter String name,
            @QueryParameter String managers,
            @QueryParameter String credentialsId,
            @QueryParameter boolean allowPlaintext,
            @QueryParameter String routerService,
            @QueryParameter String routerServerName,
            @QueryParameter int routerAdminPort,
            @QueryParameter String routerCredentialsId,
            @QueryParameter String registryServer,
            @QueryParameter String registryCredentialsId,
            @QueryParameter String registryBuildCredentialsId) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        SwarmCluster cluster = new SwarmCluster(name, managers);
        cluster.setCredentialsId(credentialsId);
        cluster.setAllowPlaintext(allowPlaintext);
        cluster.setRouterService(routerService);
        cluster.setRouterServerName(routerServerName);
        cluster.setRouterAdminPort(routerAdminPort);
        cluster.setRouterCredentialsId(routerCredentialsId);
        cluster.setRegistryServer(registryServer);
        cluster.setRegistryCredentialsId(registryCredentialsId);
        cluster.setRegistryBuildCredentialsId(registryBuildCredentialsId);
        saved(cluster.getName()).ifPresent(before -> cluster.setRegistries(before.getRegistries()));
        return ConnectionReport.on(() -> {
            ClusterFields.registry(cluster.getRegistryServer(), cluster.getRegistryCredentialsId());
            ClusterFields.registries(cluster);
            return new DockerConnection(ClusterSettings.of(cluster), ClusterSettings.builders(cluster));
        });
    }

    private static FormValidation port(String field, String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return FieldCheck.ofNumber(field, value, port -> ClusterFields.port(field, port));
    }

    private static FormValidation check(Runnable check) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return FieldCheck.of(check);
    }
}
