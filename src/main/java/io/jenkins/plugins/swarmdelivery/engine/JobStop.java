package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * How the tasks of a job are stopped. Docker leaves those of a removed job alone, until they end by themselves (measured on
 * Engine 20.10); but a changed job begins again, and its former tasks are stopped: here for one that no node may run.
 */
final class JobStop {
    private static final String NOWHERE = "node.id==none";

    private JobStop() {}

    static boolean isJob(ServiceSpec spec) {
        return Json.at(spec.tree(), "Mode", "ReplicatedJob") != null
                || Json.at(spec.tree(), "Mode", "GlobalJob") != null;
    }

    static boolean isStopped(ServiceSpec spec) {
        return spec.constraints().contains(NOWHERE);
    }

    static ServiceSpec stopped(ServiceSpec spec) {
        List<String> constraints = new ArrayList<>(spec.constraints());
        constraints.add(NOWHERE);
        return spec.edited(
                tree -> Json.object(tree, "TaskTemplate", "Placement").put("Constraints", constraints));
    }
}
