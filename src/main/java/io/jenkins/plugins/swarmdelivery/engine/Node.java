package io.jenkins.plugins.swarmdelivery.engine;

import java.util.Map;

/**
 * A node of a Swarm as it was read.
 *
 * @param address where other machines reach it
 * @param role {@code manager} or {@code worker}
 * @param availability {@code active}, {@code pause} or {@code drain}
 * @param state {@code ready}, {@code down}, …
 * @param nanoCpus what it has, in billionths of a CPU
 * @param memoryBytes what it has
 * @param reachable for a manager: it takes part in the quorum; true for a worker
 */
public record Node(
        String id,
        String hostname,
        String address,
        String role,
        String availability,
        String state,
        Map<String, String> labels,
        Map<String, String> engineLabels,
        String os,
        String architecture,
        long nanoCpus,
        long memoryBytes,
        boolean reachable) {

    public boolean manager() {
        return role.equals("manager");
    }

    /** Swarm may place new tasks on it. */
    public boolean schedulable() {
        return state.equals("ready") && availability.equals("active");
    }

    /** Its tasks run, as far as anybody knows. */
    public boolean up() {
        return !state.equals("down");
    }
}
