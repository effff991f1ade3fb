package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;

/**
 * A cluster, as the engine uses it.
 *
 * @param name as settings name it, e.g. {@code staging}
 * @param docker the Swarm, its registry and its ledgers
 * @param routing how users and tests reach applications
 * @param policy the rules for releases
 */
public record Cluster(String name, Docker docker, Routing routing, Policy policy) {
    /**
     * The Docker side.
     *
     * @param registry where the images of releases come from
     * @param ledgers the ledgers of the applications, kept inside this cluster
     */
    public record Docker(Swarm swarm, ImageRegistry registry, LedgerStore ledgers) {}

    /**
     * The router's side.
     *
     * @param probe sends requests to an application through the router
     */
    public record Routing(TrafficRouter router, HttpProbe probe) {}

    /**
     * The rules for every release here.
     *
     * @param placement constraints that every service gets here, e.g. {@code node.labels.env==prod-like}
     * @param rules what the specs of releases may contain here
     */
    public record Policy(List<String> placement, SpecRules rules) {}

    public Swarm swarm() {
        return docker.swarm();
    }

    public ImageRegistry registry() {
        return docker.registry();
    }

    public LedgerStore ledgers() {
        return docker.ledgers();
    }

    public TrafficRouter router() {
        return routing.router();
    }

    public HttpProbe probe() {
        return routing.probe();
    }

    public List<String> placement() {
        return policy.placement();
    }

    public SpecRules rules() {
        return policy.rules();
    }
}
