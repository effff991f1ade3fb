package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Instant;

/** Something could not be brought to its end: a rollback, or the removal of an application. A person has to look at it. */
public final class StuckException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    /**
     * @param since when the rollback failed
     * @param failure why, in words
     */
    public StuckException(Application application, Instant since, String failure) {
        super(
                Kind.STUCK,
                application + " is stuck since " + Durations.at(since) + ": " + failure
                        + "; both releases are kept. Check status, fix what it names, then resume, which tries the rollback"
                        + " again. Or accept the release that serves users (resume --accept), or roll back to a"
                        + " kept release (rollback --to)");
    }

    /** @param why the removal of the application is not at its end, with the remedy */
    public StuckException(Application application, String why) {
        super(Kind.STUCK, "the removal of " + application + " is not finished: " + why);
    }
}
