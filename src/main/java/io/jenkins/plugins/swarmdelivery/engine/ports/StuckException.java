package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Instant;

/** A rollback, or the removal of an application, could not be completed. It takes a person to resolve that. */
public final class StuckException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    /**
     * @param since when the rollback failed
     * @param failure why it failed
     */
    public StuckException(Application application, Instant since, String failure) {
        super(
                Kind.STUCK,
                application + " is stuck since " + Durations.at(since) + ": " + failure
                        + "; both releases are kept. Check status, fix what it names, then resume, which tries the rollback"
                        + " again. Or accept the release that serves users (resume --accept), or roll back to a"
                        + " kept release (rollback --to)");
    }

    /** @param why the removal of the application is not finished, with the remedy */
    public StuckException(Application application, String why) {
        super(Kind.STUCK, "the removal of " + application + " is not finished: " + why);
    }
}
