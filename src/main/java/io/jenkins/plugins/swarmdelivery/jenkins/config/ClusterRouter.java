package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.RouterSettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Sends users' traffic to a cluster's applications: {@link Haproxy}, or {@link Traefik}. */
public abstract class ClusterRouter extends AbstractDescribableImpl<ClusterRouter> {
    /**
     * What to do about problems of a router.
     *
     * @param unread it cannot be queried
     * @param silent a replica does not answer
     */
    record Remedies(String unread, String silent) {}

    /**
     * Each throws {@link RefusedException} if a field is invalid, with its path, e.g. {@code router.haproxy.service}.
     */
    abstract List<Runnable> checks();

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

    /** @param path of the router's fields in a cluster */
    static HaproxySettings.Urls urls(String path, String service, String preview) {
        return new HaproxySettings.Urls(url(path + "serviceUrl", service), url(path + "previewUrl", preview));
    }
}
