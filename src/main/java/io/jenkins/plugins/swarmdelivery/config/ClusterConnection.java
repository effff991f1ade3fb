package io.jenkins.plugins.swarmdelivery.config;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter;

/** A cluster that can be asked and delivered to. Nothing is sent before somebody asks. Can be shared by threads. */
public interface ClusterConnection extends AutoCloseable {
    Swarm swarm();

    TrafficRouter router();

    DeliveryEngine engine();

    @Override
    void close();
}
