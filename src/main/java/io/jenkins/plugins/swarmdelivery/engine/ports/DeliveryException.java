package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Locale;

/** Whatever stops a delivery, or a query about one. */
public abstract sealed class DeliveryException extends RuntimeException
        permits RefusedException, LockedException, StuckException, SwarmException, RouterException, BuildException {
    private static final long serialVersionUID = 1L;

    /** What a caller can do about it; the subclasses say more. */
    public enum Kind {
        /** The request cannot be carried out in the present state. */
        REFUSED,
        /** Docker or the registry refuses, or has no such object. */
        REJECTED,
        LOCKED,
        STUCK,
        UNREACHABLE,
        CONFLICT,
        ROUTER,
        BUILD;

        /** The kind as programs read it, e.g. {@code refused}. */
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
