package io.jenkins.plugins.swarmdelivery.config;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter;

/** The way to a cluster in memory. */
public final class FakeConnection implements ClusterConnection {
    private final FakeCluster fake;
    private boolean closed;

    public FakeConnection(FakeCluster fake) {
        this.fake = fake;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public Swarm swarm() {
        return fake.swarm();
    }

    @Override
    public TrafficRouter router() {
        return fake.router();
    }

    @Override
    public DeliveryEngine engine() {
        return fake.engine();
    }

    @Override
    public void close() {
        closed = true;
    }
}
