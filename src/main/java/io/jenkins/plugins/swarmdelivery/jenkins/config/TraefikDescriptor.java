package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of {@link Traefik}; each field gets the same check as when the cluster is saved. */
public abstract class TraefikDescriptor extends Descriptor<ClusterRouter> {
    protected TraefikDescriptor(Class<? extends Traefik> described) {
        super(described);
    }

    @Override
    public String getDisplayName() {
        return Messages.Traefik_displayName();
    }

    /** What the form shows before anything is entered. */
    public Traefik getBlank() {
        return new Traefik();
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
    public ListBoxModel doFillLoginCredentialsIdItems(@QueryParameter String loginCredentialsId) {
        return ClusterCredentials.loginItems(loginCredentialsId);
    }

    @POST
    public FormValidation doCheckLoginCredentialsId(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return ClusterCredentials.checkLogin(value);
    }

    @POST
    public FormValidation doCheckService(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterFields.routerService(Traefik.PATH + "service", value));
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
    public FormValidation doCheckServicePort(@QueryParameter String value) {
        return port("servicePort", value);
    }

    @POST
    public FormValidation doCheckPreviewPort(@QueryParameter String value) {
        return port("previewPort", value);
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

    @POST
    public FormValidation doCheckServiceUrl(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterRouter.url(Traefik.PATH + "serviceUrl", value));
    }

    @POST
    public FormValidation doCheckPreviewUrl(@QueryParameter String value) {
        return FieldCheck.ofAdministrator(() -> ClusterRouter.url(Traefik.PATH + "previewUrl", value));
    }

    private static FormValidation port(String field, String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        String path = Traefik.PATH + field;
        return FieldCheck.ofNumber(path, value, port -> ClusterFields.port(path, port));
    }
}
