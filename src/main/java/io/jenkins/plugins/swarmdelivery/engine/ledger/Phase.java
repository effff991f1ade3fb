package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.util.Locale;

/** The phases of a delivery, in the order of a delivery without failures; those after a failure follow. */
public enum Phase {
    ROUTING("bring the routes of the release to the router"),
    PULLING("pull the image on every eligible node"),
    PROVIDING("provide networks, configs, secrets and shared services"),
    RUNNING_JOBS("run the jobs of the release"),
    CLEARING("retire what still holds the candidate's color"),
    STARTING("start the candidate beside the live release"),
    CONVERGING("wait until its tasks are healthy"),
    PREVIEWING("register the candidate with the router's preview"),
    TESTING("test the candidate before any user sees it"),
    SHARING("share users with the candidate"),
    READY("candidate is ready"),
    ADOPTING("label the adopted service"),
    SWITCHING("configure the router"),
    PROVING("prove every router replica"),
    REGISTERING("register the color"),
    VERIFYING("test through the router"),
    BAKING("watch it, ready to roll back"),
    RETIRING("drain, stop and deregister the old release"),
    DONE("done"),
    ABANDONING("stop and deregister the candidate"),
    FAILED("failed, previous state restored"),
    REVERTING("route users back to the old release"),
    STOPPING("stop and deregister the new release"),
    ROLLED_BACK("rolled back to the old release"),
    GIVEN_UP("given up, previous state restored"),
    STUCK("stuck: the rollback failed, both releases are kept");

    private final String meaning;

    Phase(String meaning) {
        this.meaning = meaning;
    }

    /** What happens in it, for a log. */
    public String meaning() {
        return meaning;
    }

    /** Whether deliveries of a single service skip it. */
    public boolean ofStacks() {
        return this == PROVIDING || this == RUNNING_JOBS;
    }

    /**
     * Whether tasks are started or stopped in it, or soon after: from the switch on, workers that only the active color
     * runs are moved.
     */
    public boolean movesTasks() {
        return switch (this) {
            case PROVIDING,
                    RUNNING_JOBS,
                    CLEARING,
                    STARTING,
                    CONVERGING,
                    SWITCHING,
                    PROVING,
                    REGISTERING,
                    RETIRING,
                    ABANDONING,
                    REVERTING,
                    STOPPING -> true;
            default -> false;
        };
    }

    /** Whether the engine does nothing in it; the caller decides what comes next. */
    public boolean resting() {
        return testsDue() || this == READY || terminal();
    }

    /** Whether a delivery in it waits for the result of tests. */
    public boolean testsDue() {
        return this == TESTING || this == VERIFYING;
    }

    /** Whether the delivery has ended. */
    public boolean terminal() {
        return this == DONE || this == FAILED || this == ROLLED_BACK || this == GIVEN_UP || this == STUCK;
    }

    /** Whether the switch of all users may already have begun; some of them may get the candidate before. */
    public boolean switched() {
        return switch (this) {
            case SWITCHING, PROVING, REGISTERING, VERIFYING, BAKING -> true;
            default -> false;
        };
    }

    /** Word and meaning for a log, e.g. {@code starting: start the candidate …}; the word alone if it says all. */
    public String label() {
        return meaning.equals(word()) ? meaning : word() + ": " + meaning;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
