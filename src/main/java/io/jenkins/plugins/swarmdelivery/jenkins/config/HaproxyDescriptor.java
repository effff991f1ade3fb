package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of {@link Haproxy}; each field gets the same check as when the cluster is saved. */
public abstract class HaproxyDescriptor extends Descriptor<ClusterRouter> {
    protected HaproxyDescriptor(Class<? extends Haproxy> described) {
        super(described);
    }

    @Override
    public String getDisplayName() {
        return Messages.Haproxy_displayName();
    }

    /** What the form shows before anything is entered. */
    public Haproxy getBlank() {
        return new Haproxy();
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
    public FormValidation doCheckService(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterFields.routerService(Haproxy.PATH + "service", value));
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
    public FormValidation doCheckAdminPort(@QueryParameter String value) {
        return port("adminPort", value);
    }

    @POST
    public FormValidation doCheckServiceUrl(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterRouter.url(Haproxy.PATH + "serviceUrl", value));
    }

    @POST
    public FormValidation doCheckPreviewUrl(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterRouter.url(Haproxy.PATH + "previewUrl", value));
    }

    private static FormValidation port(String field, String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        String path = Haproxy.PATH + field;
        return FieldCheck.ofNumber(path, value, port -> ClusterFields.port(path, port));
    }
}
