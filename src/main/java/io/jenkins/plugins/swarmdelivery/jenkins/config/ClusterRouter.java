package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What sends users' traffic to a cluster's applications. There is one kind, {@link Haproxy}. */
public abstract class ClusterRouter extends AbstractDescribableImpl<ClusterRouter> {
    /** Each throws {@link RefusedException} where a field is wrong, named by its path, e.g. {@code router.haproxy.service}. */
    abstract List<Runnable> checks();

    /**
     * Looks its credentials up.
     *
     * @param managers what the managers want to see, for a router that names no credentials
     * @throws RefusedException if a value cannot be used, or credentials are not there
     */
    abstract HaproxySettings settings(String cluster, Optional<Supplier<TlsMaterial>> managers);

    /** Credentials that deliveries use; an empty one is none. */
    abstract List<String> credentialsIds();
}
