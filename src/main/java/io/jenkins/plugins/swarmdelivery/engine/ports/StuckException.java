package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Instant;

/** An earlier rollback failed; nothing is done to the application until a person has looked at it. */
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
}
