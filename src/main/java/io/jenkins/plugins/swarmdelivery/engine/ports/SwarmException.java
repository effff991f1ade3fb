package io.jenkins.plugins.swarmdelivery.engine.ports;

/** What a Docker Engine or a registry answered, by what a caller can do about it. */
public abstract sealed class SwarmException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    private SwarmException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }

    /** No answer, or none that counts: no endpoint reachable, no quorum, timed out. Worth another try later. */
    public static final class Unavailable extends SwarmException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Throwable cause) {
            super(Kind.UNREACHABLE, message, cause);
        }
    }

    /** The object is no longer what was read: a stale version, or a name that is taken. Read again, then decide. */
    public static final class Conflict extends SwarmException {
        private static final long serialVersionUID = 1L;

        public Conflict(String message, Throwable cause) {
            super(Kind.CONFLICT, message, cause);
        }
    }

    /** The answer is no, and will be no again: invalid spec, denied, not supported. */
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
