package io.jenkins.plugins.swarmdelivery.engine.ports;

/** A build, a push or a test run failed; it has made no image of that version visible. */
public final class BuildException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    public BuildException(String message) {
        super(Kind.BUILD, message);
    }

    public BuildException(String message, Throwable cause) {
        super(Kind.BUILD, message, cause);
    }
}
