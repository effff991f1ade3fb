package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A further registry of a cluster: bases and sidecars come from there, or some of its applications. */
public class ClusterRegistry extends AbstractDescribableImpl<ClusterRegistry> {
    private final String server;
    private final String credentialsId;
    private String buildCredentialsId = "";

    @DataBoundConstructor
    public ClusterRegistry(String server, String credentialsId) {
        this.server = fixNull(server).strip();
        this.credentialsId = fixNull(credentialsId).strip();
    }

    public String getServer() {
        return server;
    }

    /** Who pulls what is delivered, and asks for marks. */
    public String getCredentialsId() {
        return credentialsId;
    }

    /** Who builds and pushes; empty: the same. */
    public String getBuildCredentialsId() {
        return fixNull(buildCredentialsId);
    }

    @DataBoundSetter
    public void setBuildCredentialsId(String id) {
        buildCredentialsId = fixNull(id).strip();
    }

    /** Who builds and pushes, the same account where no other is chosen. */
    String builderCredentialsId() {
        return getBuildCredentialsId().isEmpty() ? credentialsId : getBuildCredentialsId();
    }

    /** The form of one further registry. */
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
        public FormValidation doCheckCredentialsId(@QueryParameter String value, @QueryParameter String server) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            FormValidation pair = FieldCheck.of(() -> ClusterFields.furtherRegistry(server, value));
            return pair.kind == FormValidation.Kind.OK ? ClusterCredentials.checkLogin(value) : pair;
        }

        @POST
        public FormValidation doCheckBuildCredentialsId(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return ClusterCredentials.checkLogin(value);
        }
    }
}
