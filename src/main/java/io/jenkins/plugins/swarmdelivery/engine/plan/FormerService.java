package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Coloring;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.Optional;

/**
 * The adopted service that an application began with. Later releases keep its name in a label, because whoever deploys
 * its old stack file creates it again beside the colors.
 */
public final class FormerService {
    private FormerService() {}

    /** The name of the adopted service, if the application began with one. */
    static Optional<String> name(Optional<PlacedRelease> active, Optional<Service> live) {
        return active.filter(PlacedRelease::adopted)
                .map(PlacedRelease::service)
                .or(() -> live.map(service -> service.spec().labels().get(Labels.ADOPTED)));
    }

    /** A message with the remedy if it exists again. */
    public static Optional<String> returned(Swarm swarm, Optional<Service> live) {
        return live.flatMap(
                        service -> Optional.ofNullable(service.spec().labels().get(Labels.ADOPTED))
                                .filter(name -> !name.equals(service.name())))
                .flatMap(swarm::service)
                .filter(service -> !service.spec().labels().containsKey(Labels.APPLICATION))
                .map(service -> "service " + service.name() + " exists again beside the colors"
                        + Optional.ofNullable(service.spec().labels().get(Coloring.STACK))
                                .map(stack -> ", as docker stack deploy creates it from stack " + stack)
                                .orElse("")
                        + ": the router may take its tasks for tasks of blue. Remove it from the stack file, then run"
                        + " docker service rm " + service.name());
    }
}
