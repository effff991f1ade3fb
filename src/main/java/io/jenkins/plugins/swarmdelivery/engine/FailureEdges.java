package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;

/** Where a failure leads, by the phase that it happens in. */
final class FailureEdges {
    private FailureEdges() {}

    static Phase from(Phase phase) {
        return switch (phase) {
            case PULLING,
                    CLEARING,
                    PROVIDING,
                    RUNNING_JOBS,
                    STARTING,
                    CONVERGING,
                    PREVIEWING,
                    TESTING,
                    READY,
                    ADOPTING -> Phase.ABANDONING;
            // Retiring too: as long as the old release has not been removed, one can roll back to it.
            case SWITCHING, PROVING, REGISTERING, VERIFYING, BAKING, RETIRING -> Phase.REVERTING;
            default -> throw new IllegalStateException("no failure edge leads out of " + phase);
        };
    }

    /** A failure can still be turned into a rollback. */
    static boolean leadFrom(Phase phase) {
        return switch (phase) {
            case ABANDONING, REVERTING, STOPPING, RETIRING -> false;
            default -> !phase.terminal();
        };
    }
}
