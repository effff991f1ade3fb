package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A task of a service, as read. */
public record Task(String id, Place place, Condition condition, Container container) {
    /**
     * @param slot number of the replica, from 1; 0 for a task of a global service
     * @param nodeId empty until the task is assigned
     * @param attachments its addresses; Docker allocates them before it starts the task
     */
    public record Place(int slot, String nodeId, List<Attachment> attachments) {
        /** Creates a place without networks. */
        public Place(int slot, String nodeId) {
            this(slot, nodeId, List.of());
        }
    }

    /**
     * @param network the ID of a network
     * @param name of the network
     * @param address of the task in it, e.g. {@code 10.0.1.5}
     */
    public record Attachment(String network, String name, String address) {}

    /**
     * @param state as Docker names it, e.g. {@code running}; states that are new in Docker are kept unchanged
     * @param desiredState likewise
     * @param error Docker's error message; empty if there is none
     * @param at when the state was reached
     */
    public record Condition(String state, String desiredState, String error, Instant at) {}

    /**
     * @param id empty until there is a container
     * @param image that it runs
     * @param exitCode empty until it has ended
     * @param hostPorts published in host mode; those that are known
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

    public List<Attachment> attachments() {
        return place.attachments();
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

    /** Whether it ended without being told to; for a service, a task that completes has failed, too. */
    public boolean failed() {
        return state().equals("failed") || state().equals("rejected") || state().equals("complete");
    }

    /**
     * Why it ended: Docker's error message or, if there is none (an unhealthy container that Docker stopped), its state
     * and exit code.
     */
    public String reason() {
        return error().isEmpty()
                ? state() + exitCode().map(code -> ", exit code " + code).orElse("")
                : error();
    }

    /** Whether Docker wants it to run: it is neither replaced nor told to stop. */
    public boolean wanted() {
        return List.of("running", "ready", "accepted").contains(desiredState());
    }

    /** Whether it has no running container, and will not get one. */
    public boolean ended() {
        return switch (state()) {
            case "complete", "shutdown", "failed", "rejected", "remove", "orphaned" -> true;
            default -> false;
        };
    }
}
