package io.jenkins.plugins.swarmdelivery.cluster;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;
import java.util.Optional;

/** A cluster that can be asked and delivered to. Nothing is sent before somebody asks. Can be shared by threads. */
public interface ClusterConnection extends AutoCloseable {
    Swarm swarm();

    /** @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if the settings describe no router */
    TrafficRouter router();

    /** New releases must carry the mark that the cluster requires; what went live once may always be rolled back to. */
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
