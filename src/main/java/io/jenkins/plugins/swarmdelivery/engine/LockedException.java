package io.jenkins.plugins.swarmdelivery.engine;

/** Somebody else holds the lease of the application. */
public final class LockedException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    public LockedException(Application application, Lease lease) {
        super(application + " is locked by " + lease.owner() + " since " + Durations.at(lease.since()) + ": "
                + lease.reason() + " (expires " + Durations.at(lease.expires()) + " unless renewed)");
    }

    /** The lease was ours, and is no longer: it expired and was taken over, or somebody broke it. */
    public LockedException(Application application, String lost) {
        super(application + ": the lease was lost, " + lost + "; this run changes nothing more");
    }
}
