package io.jenkins.plugins.swarmdelivery.engine.ports;

/** The labels by which the engine knows its own services and configs in a Swarm. */
public final class Labels {
    public static final String PREFIX = "io.jenkins.swarm-delivery.";
    public static final String APPLICATION = PREFIX + "application";
    public static final String COLOR = PREFIX + "color";
    /** The name of a service in its stack file. */
    public static final String SERVICE = PREFIX + "service";

    public static final String RELEASE = PREFIX + "release";
    /** The delivery that made the service: tells a retry after a lost answer from a stranger's service. */
    public static final String DELIVERY = PREFIX + "delivery";
    /** The hand-made service that the application began with. */
    public static final String ADOPTED = PREFIX + "adopted";
    /** On helper services that live no longer than a phase, e.g. {@code pull}. */
    public static final String ROLE = PREFIX + "role";

    /** The run that made it, of a build or of tests: whether it is left over can be told from that name alone. */
    public static final String RUN = PREFIX + "run";

    /** On shared services: a hash of what the stack file says of them, so that only another definition is an update. */
    public static final String DEFINITION = PREFIX + "definition";

    /** How many tasks the stack file wants of a service: another number is what somebody scaled it to. */
    public static final String REPLICAS = PREFIX + "replicas";

    /** On services whose other labels of that router, e.g. {@code traefik}, were made for their color. */
    public static final String ROUTER = PREFIX + "router";

    /** On the service that carries an application's routes: the application, of which it is no part. */
    public static final String ROUTES = PREFIX + "routes";

    private Labels() {}
}
