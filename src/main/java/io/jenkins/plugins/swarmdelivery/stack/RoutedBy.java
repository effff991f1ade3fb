package io.jenkins.plugins.swarmdelivery.stack;

/** Which labels of a service say that users reach it. */
public enum RoutedBy {
    /** {@code swarm-delivery.route.…} alone. */
    ROUTES,
    /** These, and the routers that a service has for Traefik, where it is the router of the cluster. */
    ROUTES_AND_TRAEFIK,
    /** These; if no service has one, what docker-flow-proxy is told, for a router that takes its place. */
    ROUTES_AND_DOCKER_FLOW
}
