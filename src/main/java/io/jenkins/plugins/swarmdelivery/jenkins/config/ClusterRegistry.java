package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A registry of a cluster, with a login, an authority of its own, or both. */
public class ClusterRegistry extends AbstractDescribableImpl<ClusterRegistry> {
    private final String server;
    private final String credentialsId;
    private String buildCredentialsId = "";
    private String ca = "";

    @DataBoundConstructor
    public ClusterRegistry(String server, String credentialsId) {
        this.server = fixNull(server).strip();
        this.credentialsId = fixNull(credentialsId).strip();
    }

    public String getServer() {
        return server;
    }

    /** The account that pulls what is delivered, and queries marks; empty for anonymous access. */
    public String getCredentialsId() {
        return credentialsId;
    }

    /** The account that builds and pushes; empty for the same account. */
    public String getBuildCredentialsId() {
        return buildCredentialsId;
    }

    @DataBoundSetter
    public void setBuildCredentialsId(String id) {
        buildCredentialsId = fixNull(id).strip();
    }

    /** PEM of the authority that signed its certificate; empty if Java already trusts it. */
    public String getCa() {
        return ca;
    }

    @DataBoundSetter
    public void setCa(String pem) {
        ca = fixNull(pem).strip();
    }

    /** The account that builds and pushes; the same account if no other is set. */
    String builderCredentialsId() {
        return buildCredentialsId.isEmpty() ? credentialsId : buildCredentialsId;
    }

    /**
     * Checks its own fields.
     *
     * @param path of this registry in the cluster, e.g. {@code registries[0].}
     * @throws RefusedException if a field is invalid
     */
    void check(String path) {
        ClusterFields.registry(path + "server", server);
        if (!ca.isEmpty()) {
            ClusterFields.authority(path + "ca", ca);
        } else if (credentialsId.isEmpty()) {
            throw new RefusedException(
                    path + "credentialsId",
                    null,
                    "choose credentials, or enter the authority that signed its certificate, or remove the registry");
        }
    }

    /** The form of one registry. */
    @Extension
    @Symbol("swarmRegistry")
    public static class DescriptorImpl extends Descriptor<ClusterRegistry> {
        @Override
        public String getDisplayName() {
            return Messages.ClusterRegistry_displayName();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            return ClusterCredentials.loginItems(credentialsId);
        }

        @POST
        public ListBoxModel doFillBuildCredentialsIdItems(@QueryParameter String buildCredentialsId) {
            return ClusterCredentials.loginItems(buildCredentialsId);
        }

        @POST
        public FormValidation doCheckServer(@QueryParameter String value) {
            return FieldCheck.ofAdministrator(() -> ClusterFields.registry("server", value.strip()));
        }

        @POST
        public FormValidation doCheckCredentialsId(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return ClusterCredentials.checkLogin(value);
        }

        @POST
        public FormValidation doCheckCa(@QueryParameter String value, @QueryParameter String credentialsId) {
            ClusterRegistry given = new ClusterRegistry("registry", credentialsId);
            given.setCa(value);
            return FieldCheck.ofAdministrator(() -> given.check(""));
        }

        @POST
        public FormValidation doCheckBuildCredentialsId(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return ClusterCredentials.checkLogin(value);
        }
    }
}
