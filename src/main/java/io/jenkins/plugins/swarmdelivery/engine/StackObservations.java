package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a run has observed and done for a stack. To lose it costs time, but is never wrong. */
final class StackObservations {
    private final Set<String> endedJobs = new HashSet<>();
    private final Set<String> updatedShared = new HashSet<>();
    /** True until it is looked up: another run may have removed a job that has not stopped yet. */
    private boolean jobsMayStop = true;

    private final Map<String, Instant> scalingDown = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private final JobOutput output = new JobOutput();
    private boolean provided;
    private boolean tidied;
    private Optional<PlacedRelease> removing = Optional.empty();

    /** Records that this run has updated a shared service. */
    void updateShared(String part) {
        updatedShared.add(part);
    }

    boolean updatedShared(String part) {
        return updatedShared.contains(part);
    }

    /** Whether networks, configs and secrets exist. */
    boolean provided() {
        return provided;
    }

    void haveProvided() {
        provided = true;
    }

    /** Whether objects of earlier releases and ended jobs have been removed. */
    boolean tidied() {
        return tidied;
    }

    void haveTidied() {
        tidied = true;
    }

    /**
     * The deadline for the tasks of a service that was scaled to zero to stop; the first one given for each service
     * counts. A later removal has a deadline of its own.
     */
    Instant scalingDown(String serviceId, Instant until) {
        return scalingDown.computeIfAbsent(serviceId, id -> until);
    }

    boolean jobsMayStop() {
        return jobsMayStop;
    }

    void jobStops() {
        jobsMayStop = true;
    }

    void noJobStops() {
        jobsMayStop = false;
    }

    /** The candidate with the IDs of its services, including those that have been removed in the meantime. */
    PlacedRelease removing(PlacedRelease seen) {
        PlacedRelease known = removing.map(before -> before.with(seen)).orElse(seen);
        removing = Optional.of(known);
        return known;
    }

    /** Records that a service's problem was logged; returns false if it was logged before. */
    boolean firstTold(String part) {
        return told.add(part);
    }

    JobOutput output() {
        return output;
    }

    /** Records that a job has ended; returns false if that was known. */
    boolean jobEnded(String job) {
        return endedJobs.add(job);
    }
}
