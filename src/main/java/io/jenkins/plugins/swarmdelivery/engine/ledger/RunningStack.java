package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Map;

/** Determines parts and roles of the services that {@code docker stack deploy} runs. */
public interface RunningStack {
    /** The name of the stack, with which the names of its services begin. */
    String name();

    /**
     * @param services as they run, with names of networks, configs and secrets instead of IDs
     * @throws RefusedException if labels of a service are wrong, or users would reach none of them
     */
    Known known(List<ServiceSpec> services);

    /**
     * @param parts in the order in which they start, with the given specs
     * @param reasons why each part has its role, by its name
     * @param notes for people
     */
    record Known(List<Part> parts, Map<String, String> reasons, List<String> notes) {
        public Known {
            parts = List.copyOf(parts);
            notes = List.copyOf(notes);
        }
    }
}
