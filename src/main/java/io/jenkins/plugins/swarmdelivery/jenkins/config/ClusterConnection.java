package io.jenkins.plugins.swarmdelivery.jenkins.config;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter;
import java.util.List;
import java.util.Optional;

/** A cluster that can be asked and delivered to. Nothing is sent before somebody asks. Can be shared by threads. */
public interface ClusterConnection extends AutoCloseable {
    Swarm swarm();

    TrafficRouter router();

    DeliveryEngine engine();

    /** The logins of its registries, each to be tried as deliveries do: a manager's engine asks the registry. */
    List<RegistryCheck> logins();

    /**
     * Tests as a one-shot job of the Swarm.
     *
     * @param beside an application whose networks it joins, where its services may run; empty: none
     * @param networks that it joins too
     * @param constraints where it may run, beside the cluster's placement
     * @param stop ends it
     */
    TestRunner jobs(Optional<Application> beside, List<String> networks, List<String> constraints, Stop stop);

    @Override
    void close();
}
