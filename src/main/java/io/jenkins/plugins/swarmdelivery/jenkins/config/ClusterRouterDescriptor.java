package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of a router; each field gets the same check as when the cluster is saved. */
public abstract class ClusterRouterDescriptor extends Descriptor<ClusterRouter> {
    private final String path;

    /** @param path of the router's fields in a cluster */
    protected ClusterRouterDescriptor(Class<? extends ClusterRouter> described, String path) {
        super(described);
        this.path = path;
    }

    /** What the form shows before anything is entered. */
    public abstract ClusterRouter getBlank();

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
    public FormValidation doCheckService(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterFields.routerService(path + "service", value));
    }

    @POST
    public FormValidation doCheckServicePort(@QueryParameter String value) {
        return port("servicePort", value);
    }

    @POST
    public FormValidation doCheckPreviewPort(@QueryParameter String value) {
        return port("previewPort", value);
    }

    @POST
    public FormValidation doCheckServiceUrl(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterRouter.url(path + "serviceUrl", value));
    }

    @POST
    public FormValidation doCheckPreviewUrl(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterRouter.url(path + "previewUrl", value));
    }

    /** Checks a port in a field of this name. */
    final FormValidation port(String field, String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return FieldCheck.ofNumber(path + field, value, port -> ClusterFields.port(path + field, port));
    }
}
