package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.Optional;

/**
 * The hand-made service that an application began with. Its releases carry its name on a label, because its stack file
 * makes it again, beside the colors, whenever somebody deploys that.
 */
public final class FormerService {
    private FormerService() {}

    /** Its name, where the application began with one that has been replaced since, or is being replaced now. */
    static Optional<String> name(Optional<PlacedRelease> active, Optional<Service> live) {
        return active.filter(PlacedRelease::adopted)
                .map(PlacedRelease::service)
                .or(() -> live.map(service -> service.spec().labels().get(Labels.ADOPTED)));
    }

    /** Whether it is there again, with the remedy. */
    public static Optional<String> returned(Swarm swarm, Optional<Service> live) {
        return live.flatMap(
                        service -> Optional.ofNullable(service.spec().labels().get(Labels.ADOPTED))
                                .filter(name -> !name.equals(service.name())))
                .flatMap(swarm::service)
                .filter(service -> !service.spec().labels().containsKey(Labels.APPLICATION))
                .map(service -> "service " + service.name() + " exists again beside the colors"
                        + Optional.ofNullable(service.spec().labels().get("com.docker.stack.namespace"))
                                .map(stack -> ", as docker stack deploy creates it from stack " + stack)
                                .orElse("")
                        + ": the router may take its tasks for some of blue. Take it out of the stack file, then docker"
                        + " service rm " + service.name());
    }
}
