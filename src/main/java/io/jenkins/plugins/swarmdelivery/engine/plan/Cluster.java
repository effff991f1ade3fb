package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;

/**
 * A cluster as the engine sees it.
 *
 * @param name as people call it, e.g. {@code staging}
 * @param docker what runs, and what is remembered of it
 * @param routing the way of users and tests to what runs
 * @param policy what a release must be like here
 */
public record Cluster(String name, Docker docker, Routing routing, Policy policy) {
    /**
     * The Docker side.
     *
     * @param registry where the images of releases come from
     * @param ledgers the records of the applications, kept inside this cluster
     */
    public record Docker(Swarm swarm, ImageRegistry registry, LedgerStore ledgers) {}

    /**
     * The router's side.
     *
     * @param probe asks an application through the router
     */
    public record Routing(TrafficRouter router, HttpProbe probe) {}

    /**
     * What every release here has to comply with.
     *
     * @param placement constraints that every release here carries, e.g. {@code node.labels.env==prod-like}
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
