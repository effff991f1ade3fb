package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one run has seen and done of a stack: losing it costs time, never truth. */
final class StackSight {
    private final Set<String> endedJobs = new HashSet<>();
    private final Set<String> updatedShared = new HashSet<>();
    /** Until that was looked up, another run may have removed a job that has not stopped yet. */
    private boolean jobsMayStop = true;

    private final Map<String, Instant> scalingDown = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private boolean provided;
    private boolean tidied;
    private Optional<PlacedRelease> removing = Optional.empty();

    /** This run has updated a shared service. */
    void updateShared(String part) {
        updatedShared.add(part);
    }

    boolean updatedShared(String part) {
        return updatedShared.contains(part);
    }

    /** Networks, configs and secrets are there. */
    boolean provided() {
        return provided;
    }

    void haveProvided() {
        provided = true;
    }

    /** What only earlier releases needed is gone, and so are jobs that have ended. */
    boolean tidied() {
        return tidied;
    }

    void haveTidied() {
        tidied = true;
    }

    /**
     * Until when the tasks of a service that was scaled to zero may take to stop; said once for each service. Apart from what
     * counts when that service is removed later.
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

    /** The candidate with the IDs of its services, also of those that have been removed since they were seen. */
    PlacedRelease removing(PlacedRelease seen) {
        PlacedRelease known = removing.map(before -> before.with(seen)).orElse(seen);
        removing = Optional.of(known);
        return known;
    }

    /** Notes that it was told what a service lacks; false where it was told before. */
    boolean firstTold(String part) {
        return told.add(part);
    }

    /** Notes that a job has ended; false where that was known. */
    boolean jobEnded(String job) {
        return endedJobs.add(job);
    }
}
