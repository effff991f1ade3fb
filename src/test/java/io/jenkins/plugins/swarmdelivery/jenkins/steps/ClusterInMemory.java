package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.FakeConnection;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.router.RouterInMemory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes every configured cluster the one in memory, except those that have one of their own. Each tick of a step advances
 * its clock, so that a lease expires and tasks become healthy faster than in real time. Steps that deliver at the same
 * time need clusters of their own: the clock of one would let the lease of another expire.
 */
public abstract class ClusterInMemory implements ClusterConnector {
    static final Duration PACE = Duration.ofSeconds(15);

    public static FakeCluster fake = new FakeCluster();
    /** By the names of their clusters. */
    static final Map<String, FakeCluster> own = new ConcurrentHashMap<>();

    /** Where the router of a cluster is set up. */
    public static RouterInMemory proxies = new RouterInMemory();

    static FakeConnection.Jobs jobs;
    /** Whether Traefik is their router. */
    static volatile boolean traefik;
    /** How much time passes with each tick. */
    static volatile Duration pace = PACE;
    /** Runs when a tick requests its connection. */
    static volatile Runnable connecting = () -> {};

    /** A new Swarm, configured as {@code staging} and, protected, as {@code production}. */
    public static void begin() {
        reset();
        configure();
    }

    /** A new Swarm, for a Jenkins that has yet to be started; {@link #configure} tells it. */
    public static void reset() {
        fake = new FakeCluster();
        own.clear();
        pace = PACE;
        jobs = null;
        traefik = false;
        connecting = () -> {};
    }

    public static void configure() {
        SwarmCluster staging = new SwarmCluster("staging", List.of("tcp://10.0.0.1:2375"));
        staging.setAllowPlaintext(true);
        SwarmCluster production = new SwarmCluster("production", List.of("tcp://10.0.0.2:2375"));
        production.setAllowPlaintext(true);
        production.setProtected(true);
        SwarmDeliveryConfiguration.get().setClusters(List.of(staging, production));
    }

    @Override
    public ClusterConnection routerConnection(SwarmCluster cluster) {
        return new FakeConnection(fake).withRouter(proxies, cluster);
    }

    @Override
    public ClusterConnection connection(SwarmCluster cluster) {
        FakeCluster its = own.getOrDefault(cluster.getName(), fake);
        its.pass(pace);
        connecting.run();
        FakeConnection connection = jobs == null ? new FakeConnection(its) : new FakeConnection(its, jobs);
        return traefik ? connection.behindTraefik() : connection;
    }
}
