package io.jenkins.plugins.swarmdelivery.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.util.Set;
import java.util.stream.Collectors;

/** A snapshot of a service, to check later whether it was changed. */
record Seen(JsonNode service, Set<String> tasks) {
    static Seen of(LabCluster cluster, String service) {
        Set<String> tasks = cluster.runningTasks(service).stream().map(Task::id).collect(Collectors.toSet());
        return new Seen(cluster.api("/services/" + service), tasks);
    }
}
