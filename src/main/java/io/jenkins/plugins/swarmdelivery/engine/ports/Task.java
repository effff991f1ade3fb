package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A task of a service as it was read. */
public record Task(String id, Place place, Condition condition, Container container) {
    /**
     * @param slot counts the replicas from 1; 0 for a task of a global service
     * @param nodeId empty until it has been assigned
     */
    public record Place(int slot, String nodeId) {}

    /**
     * @param state Docker's word, e.g. {@code running}; a word that is new in Docker is kept as it is
     * @param desiredState likewise
     * @param error what Docker says went wrong; empty if nothing
     * @param at when the state was reached
     */
    public record Condition(String state, String desiredState, String error, Instant at) {}

    /**
     * @param id empty until there is one
     * @param image that it runs
     * @param exitCode once it has ended
     * @param hostPorts published in host mode, as far as known
     */
    public record Container(String id, String image, Optional<Long> exitCode, List<HostPort> hostPorts) {}

    /** A port of the container that its node publishes. */
    public record HostPort(int target, int published) {}

    public int slot() {
        return place.slot();
    }

    public String nodeId() {
        return place.nodeId();
    }

    public String state() {
        return condition.state();
    }

    public String desiredState() {
        return condition.desiredState();
    }

    public String error() {
        return condition.error();
    }

    public Instant at() {
        return condition.at();
    }

    public String containerId() {
        return container.id();
    }

    public String image() {
        return container.image();
    }

    public Optional<Long> exitCode() {
        return container.exitCode();
    }

    public List<HostPort> hostPorts() {
        return container.hostPorts();
    }

    public boolean running() {
        return state().equals("running") && desiredState().equals("running");
    }

    /** It ended, and not because it was told to: a task of a service that serves must not complete either. */
    public boolean failed() {
        return state().equals("failed") || state().equals("rejected") || state().equals("complete");
    }

    /** Why it ended: Docker's word, or where it has none (an unhealthy container that stopped when told to), how. */
    public String reason() {
        return error().isEmpty()
                ? state() + exitCode().map(code -> ", exit code " + code).orElse("")
                : error();
    }

    /** Docker means it to run: neither replaced nor told to stop. */
    public boolean wanted() {
        return List.of("running", "ready", "accepted").contains(desiredState());
    }

    /** Its container is gone, or never was. */
    public boolean ended() {
        return switch (state()) {
            case "complete", "shutdown", "failed", "rejected", "remove", "orphaned" -> true;
            default -> false;
        };
    }
}
