package io.jenkins.plugins.swarmdelivery.engine.ports;

/** An error from a Docker Engine or a registry, sorted by what a caller can do about it. */
public abstract sealed class SwarmException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    private SwarmException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }

    /**
     * No usable response: no endpoint is reachable, there is no quorum, or the request timed out. A later retry may
     * succeed.
     */
    public static final class Unavailable extends SwarmException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Throwable cause) {
            super(Kind.UNREACHABLE, message, cause);
        }
    }

    /** The object has changed since it was read: a stale version, or a name that is in use. Read again, then decide. */
    public static sealed class Conflict extends SwarmException permits Busy {
        private static final long serialVersionUID = 1L;

        public Conflict(String message, Throwable cause) {
            super(Kind.CONFLICT, message, cause);
        }
    }

    /** Another command changes the object step by step, and has asked others to wait until it is done. */
    public static final class Busy extends Conflict {
        private static final long serialVersionUID = 1L;

        public Busy(String message) {
            super(message, null);
        }
    }

    /** The request is refused, and would be refused again: invalid, denied or not supported. */
    public static final class Rejected extends SwarmException {
        private static final long serialVersionUID = 1L;

        public Rejected(String message, Throwable cause) {
            super(Kind.REJECTED, message, cause);
        }
    }

    /** There is no such service, config, image. */
    public static final class NotFound extends SwarmException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message, Throwable cause) {
            super(Kind.REJECTED, message, cause);
        }
    }
}
