package io.jenkins.plugins.swarmdelivery.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.util.Set;
import java.util.stream.Collectors;

/** A snapshot of a service, to check later whether it was changed. */
record ServiceSnapshot(JsonNode service, Set<String> tasks) {
    static ServiceSnapshot of(LabCluster cluster, String service) {
        Set<String> tasks = cluster.runningTasks(service).stream().map(Task::id).collect(Collectors.toSet());
        return new ServiceSnapshot(cluster.api("/services/" + service), tasks);
    }
}
