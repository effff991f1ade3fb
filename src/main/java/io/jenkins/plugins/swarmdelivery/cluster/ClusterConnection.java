package io.jenkins.plugins.swarmdelivery.cluster;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.router.ClientStore;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import io.jenkins.plugins.swarmdelivery.router.TraefikCheck;
import io.jenkins.plugins.swarmdelivery.stack.RoutedBy;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A connection to a cluster, to query it and to deliver to it. Sends nothing before the first request. Thread-safe. */
public interface ClusterConnection extends AutoCloseable {
    Swarm swarm();

    /** @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if the settings describe no router */
    TrafficRouter router();

    /**
     * New releases must carry the mark that the cluster requires; a release that was live may always be rolled back to.
     */
    DeliveryEngine engine();

    /** Checks the settings of its Traefik; empty if its router is HAProxy. */
    List<TraefikCheck.Finding> checkTraefik();

    /** The labels that tell which services of a stack file its users reach. */
    RoutedBy routedBy();

    /**
     * What is needed to set up its HAProxy.
     *
     * @param store of the client's certificate; empty if no place is named
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if its router is Traefik, or there is none
     */
    RouterSite routerSite(Optional<ClientStore> store, RouterSite.Attendant attendant);

    /** The time of its managers, by which deliveries wait for a change of the router. */
    Clock clock();

    /** The logins of its registries, each to be tried as in a delivery: a manager's engine asks the registry. */
    List<RegistryCheck> logins();

    /**
     * Runs tests as a one-shot job of the Swarm.
     *
     * @param beside an application whose networks the job joins, on nodes where its services may run; empty for none
     * @param networks that it joins in addition
     * @param constraints in addition to the cluster's placement
     * @param stop ends the job
     */
    TestRunner jobs(Optional<Application> beside, List<String> networks, List<String> constraints, Stop stop);

    @Override
    void close();
}
