package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Duration;

/** A request cannot be carried out in the present state; nothing has been changed. The message names the remedy. */
public sealed class RefusedException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(Kind.REFUSED, message);
    }

    /** Bad input: the message names the field, the value and the remedy. */
    public RefusedException(String field, Object value, String remedy) {
        this(field + ": " + (value == null ? "missing" : "\"" + shortened(text(value)) + "\" is not valid") + "; "
                + remedy);
    }

    private static String text(Object value) {
        return value instanceof Duration duration ? Durations.text(duration) : value.toString();
    }

    /** A value may come from anybody: it must neither fill a log nor send control characters to a terminal. */
    private static String shortened(String value) {
        String start = value.length() <= 100 ? value : value.substring(0, 100) + "…";
        return start.replaceAll("\\p{Cntrl}", " ");
    }

    /** The cluster has no such application; it may have been removed a moment ago. */
    public static final class UnknownApplication extends RefusedException {
        private static final long serialVersionUID = 1L;

        public UnknownApplication(Application application, String remedy) {
            super("application", application, remedy);
        }
    }
}
