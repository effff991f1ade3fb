package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Map;

/** A node of a Swarm, as read. */
public record Node(String id, Host host, Condition condition, LabelSets labelSets, Resources resources) {
    /** @param address where other machines reach it */
    public record Host(String hostname, String address, String os, String architecture) {}

    /**
     * @param role {@code manager} or {@code worker}
     * @param availability {@code active}, {@code pause} or {@code drain}
     * @param state {@code ready}, {@code down}, …
     * @param reachable whether a manager takes part in the quorum; true for a worker
     */
    public record Condition(String role, String availability, String state, boolean reachable) {}

    /** @param engineLabels from the configuration of its engine */
    public record LabelSets(Map<String, String> labels, Map<String, String> engineLabels) {}

    /** @param nanoCpus in billionths of a CPU */
    public record Resources(long nanoCpus, long memoryBytes) {}

    public String hostname() {
        return host.hostname();
    }

    public String address() {
        return host.address();
    }

    public String os() {
        return host.os();
    }

    public String architecture() {
        return host.architecture();
    }

    public String role() {
        return condition.role();
    }

    public String availability() {
        return condition.availability();
    }

    public String state() {
        return condition.state();
    }

    public boolean reachable() {
        return condition.reachable();
    }

    public Map<String, String> labels() {
        return labelSets.labels();
    }

    public Map<String, String> engineLabels() {
        return labelSets.engineLabels();
    }

    public long nanoCpus() {
        return resources.nanoCpus();
    }

    public long memoryBytes() {
        return resources.memoryBytes();
    }

    public boolean manager() {
        return role().equals("manager");
    }

    /** Whether Swarm may place new tasks on it. */
    public boolean schedulable() {
        return state().equals("ready") && availability().equals("active");
    }

    /** Whether its tasks may still run: it is not known to be down. */
    public boolean up() {
        return !state().equals("down");
    }
}
