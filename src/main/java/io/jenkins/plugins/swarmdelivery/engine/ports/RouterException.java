package io.jenkins.plugins.swarmdelivery.engine.ports;

/** A route could not be set, or could not be proven on every replica of the router. The message names the replicas. */
public final class RouterException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    public RouterException(String message) {
        super(Kind.ROUTER, message);
    }

    public RouterException(String message, Throwable cause) {
        super(Kind.ROUTER, message, cause);
    }
}
