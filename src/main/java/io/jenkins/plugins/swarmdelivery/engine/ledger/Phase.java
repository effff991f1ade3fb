package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.util.Locale;

/** Where a delivery stands. The order is that of a delivery without failures; the failure edges follow. */
public enum Phase {
    PULLING("pull the image on every eligible node"),
    PROVIDING("provide networks, configs, secrets and shared services"),
    RUNNING_JOBS("run the jobs of the release"),
    CLEARING("retire what still holds the candidate's color"),
    STARTING("start the candidate beside the live release"),
    CONVERGING("wait until its tasks are healthy"),
    PREVIEWING("register the candidate with the router's preview"),
    TESTING("test the candidate before any user sees it"),
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

    /** Deliveries of a single service pass it over. */
    public boolean ofStacks() {
        return this == PROVIDING || this == RUNNING_JOBS;
    }

    /** No work goes on; the caller decides what comes next. */
    public boolean resting() {
        return testsDue() || this == READY || terminal();
    }

    /** A delivery that rests in it waits for the verdict of tests. */
    public boolean testsDue() {
        return this == TESTING || this == VERIFYING;
    }

    /** The delivery has ended. */
    public boolean terminal() {
        return this == DONE || this == FAILED || this == ROLLED_BACK || this == GIVEN_UP || this == STUCK;
    }

    /** Users' traffic may already reach the candidate. */
    public boolean switched() {
        return switch (this) {
            case SWITCHING, PROVING, REGISTERING, VERIFYING, BAKING -> true;
            default -> false;
        };
    }

    /** Word and meaning for a log, e.g. {@code starting: start the candidate …}; the word alone where it says all. */
    public String label() {
        return meaning.equals(word()) ? meaning : word() + ": " + meaning;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
