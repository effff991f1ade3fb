package io.jenkins.plugins.swarmdelivery.engine;

/** Anything that stops a delivery or a question about one. The subclasses are what a caller can act on. */
public abstract sealed class DeliveryException extends RuntimeException
        permits RefusedException, LockedException, StuckException, SwarmException, RouterException, BuildException {
    private static final long serialVersionUID = 1L;

    protected DeliveryException(String message) {
        super(message);
    }

    protected DeliveryException(String message, Throwable cause) {
        super(message, cause);
    }
}
