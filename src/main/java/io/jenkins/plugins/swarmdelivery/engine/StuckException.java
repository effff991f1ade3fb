package io.jenkins.plugins.swarmdelivery.engine;

/** An earlier way back failed; nothing is done to the application until a person has looked at it. */
public final class StuckException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    public StuckException(Application application, Delivery delivery) {
        super(
                application + " is stuck since " + delivery.phaseSince() + ": " + delivery.failure()
                        + "; both releases are kept. Look at status, mend what it names, then resume: it tries the way back again");
    }
}
