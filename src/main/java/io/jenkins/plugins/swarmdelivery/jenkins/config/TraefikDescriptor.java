package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of {@link Traefik}; each field gets the same check as when the cluster is saved. */
public abstract class TraefikDescriptor extends ClusterRouterDescriptor {
    protected TraefikDescriptor(Class<? extends Traefik> described) {
        super(described, Traefik.PATH);
    }

    @Override
    public String getDisplayName() {
        return Messages.Traefik_displayName();
    }

    @Override
    public Traefik getBlank() {
        return new Traefik();
    }

    /** A list as the form shows it. */
    public String text(List<String> values) {
        return Lines.text(values);
    }

    @POST
    public ListBoxModel doFillLoginCredentialsIdItems(@QueryParameter String loginCredentialsId) {
        return ClusterCredentials.loginItems(loginCredentialsId);
    }

    @POST
    public FormValidation doCheckLoginCredentialsId(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return ClusterCredentials.checkLogin(value);
    }

    @POST
    public FormValidation doCheckEntryPoints(@QueryParameter String value, @QueryParameter String previewEntryPoint) {
        return entryPoints(value, previewEntryPoint);
    }

    @POST
    public FormValidation doCheckPreviewEntryPoint(@QueryParameter String value, @QueryParameter String entryPoints) {
        return entryPoints(entryPoints, value);
    }

    /** Each of the two is valid only beside the other. */
    private static FormValidation entryPoints(String users, String preview) {
        return FieldCheck.ofAdministrator(() -> new TraefikSettings.EntryPoints(
                Lines.of(users), fixNull(preview).strip()));
    }

    @POST
    public FormValidation doCheckApiPort(@QueryParameter String value) {
        return port("apiPort", value);
    }

    @POST
    public FormValidation doCheckServerName(@QueryParameter String value, @QueryParameter String service) {
        return FieldCheck.ofAdministrator(
                () -> Traefik.serverName(value.strip(), fixNull(service).strip()));
    }

    @POST
    public FormValidation doCheckAllowPlaintext(@QueryParameter boolean value) {
        return FieldCheck.ofAdministrator(() -> ClusterReader.plaintext(Traefik.PATH + "allowPlaintext", value));
    }
}
