package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.RouterSettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.kohsuke.stapler.DataBoundSetter;

/** Sends users' traffic to a cluster's applications: {@link Haproxy}, or {@link Traefik}. */
public abstract class ClusterRouter extends AbstractDescribableImpl<ClusterRouter> {
    private String service;
    private String serverName = "";
    private int servicePort;
    private int previewPort;
    private String credentialsId = "";
    private String serviceUrl = "";
    private String previewUrl = "";

    /** The parameters are defaults of fields. */
    ClusterRouter(String service, int servicePort, int previewPort) {
        this.service = service;
        this.servicePort = servicePort;
        this.previewPort = previewPort;
    }

    /**
     * What to do about problems of a router.
     *
     * @param unread it cannot be queried
     * @param silent a replica does not answer
     */
    record Remedies(String unread, String silent) {}

    /** The path of its fields in a cluster, e.g. {@code router.haproxy.}. */
    abstract String path();

    /** Checks the fields that only this router has; see {@link #checks}. */
    abstract List<Runnable> ownChecks();

    /** The values of the fields that only this router has. */
    abstract List<Object> ownValues();

    /** Each throws {@link RefusedException} if a field is invalid, with its path, e.g. {@code router.haproxy.service}. */
    final List<Runnable> checks() {
        List<Runnable> checks = new ArrayList<>(List.of(
                () -> ClusterFields.routerService(path() + "service", service),
                () -> ClusterFields.port(path() + "servicePort", servicePort),
                () -> ClusterFields.port(path() + "previewPort", previewPort)));
        checks.addAll(ownChecks());
        checks.add(() -> url(path() + "serviceUrl", serviceUrl));
        checks.add(() -> url(path() + "previewUrl", previewUrl));
        return checks;
    }

    /**
     * Looks its credentials up.
     *
     * @param managers the managers' certificates, for a router without credentials of its own
     * @throws RefusedException if a value is invalid, or credentials do not exist
     */
    abstract RouterSettings settings(String cluster, Optional<Supplier<TlsMaterial>> managers);

    /** The same, if its credentials are created only when it is set up. */
    RouterSettings unprovided(String cluster, Optional<Supplier<TlsMaterial>> managers) {
        return settings(cluster, managers);
    }

    /** Whether it can be set up from the cluster's page. */
    public boolean isSetUpHere() {
        return false;
    }

    /** Credentials that deliveries use; an empty id means none. */
    abstract List<String> credentialsIds(String cluster);

    abstract Remedies remedies();

    /** The client certificate of its own credentials, else that for the managers. */
    static Optional<Supplier<TlsMaterial>> tls(String field, String id, Optional<Supplier<TlsMaterial>> managers) {
        return id.isEmpty() ? managers : Optional.of(new Credential<>(ClusterCredentials.tls(field, id)));
    }

    /** Empty: on the nodes of the replicas. */
    static Optional<String> url(String field, String url) {
        return Optional.of(url).filter(text -> !text.isEmpty()).map(text -> ClusterFields.webAddress(field, text));
    }

    final HaproxySettings.Urls urls() {
        return new HaproxySettings.Urls(url(path() + "serviceUrl", serviceUrl), url(path() + "previewUrl", previewUrl));
    }

    /** The name in the certificates of its replicas. */
    final String effectiveServerName() {
        return serverName.isEmpty() ? service : serverName;
    }

    public String getService() {
        return service;
    }

    @DataBoundSetter
    public void setService(String name) {
        service = fixNull(name).strip();
    }

    public String getServerName() {
        return serverName;
    }

    @DataBoundSetter
    public void setServerName(String name) {
        serverName = fixNull(name).strip();
    }

    public int getServicePort() {
        return servicePort;
    }

    @DataBoundSetter
    public void setServicePort(int port) {
        servicePort = port;
    }

    public int getPreviewPort() {
        return previewPort;
    }

    @DataBoundSetter
    public void setPreviewPort(int port) {
        previewPort = port;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String id) {
        credentialsId = fixNull(id).strip();
    }

    public String getServiceUrl() {
        return serviceUrl;
    }

    @DataBoundSetter
    public void setServiceUrl(String url) {
        serviceUrl = fixNull(url).strip();
    }

    public String getPreviewUrl() {
        return previewUrl;
    }

    @DataBoundSetter
    public void setPreviewUrl(String url) {
        previewUrl = fixNull(url).strip();
    }

    /** Compared by value: Configuration as Code exports only what differs from a new one. */
    @Override
    public final boolean equals(Object other) {
        return other instanceof ClusterRouter that
                && getClass().equals(that.getClass())
                && values().equals(that.values());
    }

    @Override
    public final int hashCode() {
        return values().hashCode();
    }

    private List<Object> values() {
        return List.of(
                List.of(service, servicePort, previewPort),
                List.of(serverName, credentialsId, serviceUrl, previewUrl),
                ownValues());
    }
}
