package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;

/** The phase that follows a failure, for each phase. */
final class FailureEdges {
    private FailureEdges() {}

    static Phase from(Phase phase) {
        return switch (phase) {
            case ROUTING,
                    PULLING,
                    CLEARING,
                    PROVIDING,
                    RUNNING_JOBS,
                    STARTING,
                    CONVERGING,
                    PREVIEWING,
                    TESTING,
                    SHARING,
                    READY,
                    ADOPTING -> Phase.ABANDONING;
            // Also retiring: until the old release is removed, a rollback to it is possible.
            case SWITCHING, PROVING, REGISTERING, VERIFYING, BAKING, RETIRING -> Phase.REVERTING;
            default -> throw new IllegalStateException("no failure edge leads out of " + phase);
        };
    }

    /** Whether a failure in the phase leads to a rollback. */
    static boolean leadFrom(Phase phase) {
        return switch (phase) {
            case ABANDONING, REVERTING, STOPPING, RETIRING -> false;
            default -> !phase.terminal();
        };
    }
}
