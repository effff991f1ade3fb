package io.jenkins.plugins.swarmdelivery.engine.ports;

/** What was asked for cannot be done as things are; nothing has been touched. The message tells the remedy. */
public final class RefusedException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(Kind.REFUSED, message);
    }

    /** Bad input: names the field, shows the value, tells the remedy. */
    public RefusedException(String field, Object value, String remedy) {
        this(field + ": " + (value == null ? "missing" : "\"" + shortened(value.toString()) + "\" is not valid") + "; "
                + remedy);
    }

    /** A value may come from anybody: it must neither fill a log nor move the cursor of who reads it. */
    private static String shortened(String value) {
        String start = value.length() <= 100 ? value : value.substring(0, 100) + "…";
        return start.replaceAll("\\p{Cntrl}", " ");
    }
}
