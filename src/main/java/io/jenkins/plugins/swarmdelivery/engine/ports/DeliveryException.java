package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Locale;

/** Anything that stops a delivery or a question about one. */
public abstract sealed class DeliveryException extends RuntimeException
        permits RefusedException, LockedException, StuckException, SwarmException, RouterException, BuildException {
    private static final long serialVersionUID = 1L;

    /** What a caller can do about it; each class says more. */
    public enum Kind {
        /** What was asked for cannot be done as things are. */
        REFUSED,
        /** Docker or the registry says no, or has no such object. */
        REJECTED,
        LOCKED,
        STUCK,
        UNREACHABLE,
        CONFLICT,
        ROUTER,
        BUILD;

        /** For a program. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;

    protected DeliveryException(Kind kind, String message) {
        this(kind, message, null);
    }

    protected DeliveryException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
