package io.jenkins.plugins.swarmdelivery.engine.ports;

/** The labels by which the engine recognizes its services and configs in a Swarm. */
public final class Labels {
    public static final String PREFIX = "io.jenkins.swarm-delivery.";
    public static final String APPLICATION = PREFIX + "application";
    public static final String COLOR = PREFIX + "color";
    /** The name of a service in its stack file. */
    public static final String SERVICE = PREFIX + "service";

    public static final String RELEASE = PREFIX + "release";
    /** The delivery that created the service: it tells a retry after a lost response from somebody else's service. */
    public static final String DELIVERY = PREFIX + "delivery";
    /** On the service that the application was adopted from. */
    public static final String ADOPTED = PREFIX + "adopted";
    /** On helper services that live no longer than a phase, e.g. {@code pull}. */
    public static final String ROLE = PREFIX + "role";

    /** The run of a build or of tests that created it; the name alone tells whether it is left over. */
    public static final String RUN = PREFIX + "run";

    /**
     * On shared services: a hash of their definition in the stack file, so that only a changed definition is an update.
     */
    public static final String DEFINITION = PREFIX + "definition";

    /** The number of tasks in the stack file; if the service has another number, somebody has scaled it. */
    public static final String REPLICAS = PREFIX + "replicas";

    /**
     * On services to which that router sends requests by their labels, e.g. {@code traefik}: the labels were made for
     * their color, or, on an adopted service, by its users.
     */
    public static final String ROUTER = PREFIX + "router";

    /** On a service that carries an application's routes without being part of it: the application. */
    public static final String ROUTES = PREFIX + "routes";

    private Labels() {}
}
