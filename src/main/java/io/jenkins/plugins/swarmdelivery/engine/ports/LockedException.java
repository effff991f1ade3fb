package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Instant;

/** Somebody else holds the lease of the application. */
public final class LockedException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    private final String holder;

    /**
     * @param holder who holds the lease, since when and why
     * @param expires when it can be taken over
     */
    public LockedException(Application application, String holder, Instant expires) {
        this(application + " is locked by " + holder, " (expires " + Durations.at(expires) + " unless renewed)");
    }

    /** This run has lost its lease: it expired and was taken over, or somebody broke it. */
    public LockedException(Application application, String lost) {
        this(application + ": the lease was lost, " + lost + "; this run changes nothing more", "");
    }

    private LockedException(String holder, String expiry) {
        super(Kind.LOCKED, holder + expiry);
        this.holder = holder;
    }

    /** Who holds the lease, since when and why; renewals do not change this text. */
    public String holder() {
        return holder;
    }
}
