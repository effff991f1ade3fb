package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Sends users' traffic to a cluster's applications. The only kind is {@link Haproxy}. */
public abstract class ClusterRouter extends AbstractDescribableImpl<ClusterRouter> {
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
    abstract HaproxySettings settings(String cluster, Optional<Supplier<TlsMaterial>> managers);

    /** Credentials that deliveries use; an empty id means none. */
    abstract List<String> credentialsIds();
}
