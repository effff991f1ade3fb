package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.FakeConnection;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import java.time.Duration;
import java.util.List;

/**
 * Makes every configured cluster the one in memory. Each tick of a step advances its clock, so that a lease expires and
 * tasks become healthy faster than in real time.
 */
public abstract class ClusterInMemory implements ClusterConnector {
    static final Duration PACE = Duration.ofSeconds(15);

    public static FakeCluster fake = new FakeCluster();
    static FakeConnection.Jobs jobs;
    /** Runs when a tick requests its connection. */
    static volatile Runnable connecting = () -> {};

    /** A new Swarm, configured as {@code staging} and, protected, as {@code production}. */
    public static void begin() {
        fake = new FakeCluster();
        jobs = null;
        connecting = () -> {};
        configure();
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
    public ClusterConnection connection(SwarmCluster cluster) {
        fake.pass(PACE);
        connecting.run();
        return jobs == null ? new FakeConnection(fake) : new FakeConnection(fake, jobs);
    }
}
