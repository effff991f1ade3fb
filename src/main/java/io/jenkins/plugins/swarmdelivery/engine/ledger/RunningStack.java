package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Map;

/** Tells what the services of a stack that {@code docker stack deploy} runs are to deliveries. */
public interface RunningStack {
    /** Of the stack, with which the names of its services begin. */
    String name();

    /**
     * @param services as they run; networks, configs and secrets are named in them
     * @throws RefusedException if labels of a service are wrong, or users would reach none of them
     */
    Known known(List<ServiceSpec> services);

    /**
     * @param parts in the order in which they start, with the specs that were given
     * @param reasons why each has its role, by the names of the parts
     * @param notes for a person
     */
    record Known(List<Part> parts, Map<String, String> reasons, List<String> notes) {
        public Known {
            parts = List.copyOf(parts);
            notes = List.copyOf(notes);
        }
    }
}
