package io.jenkins.plugins.swarmdelivery.router;

/** How to find a cluster's router and connect to it. */
public sealed interface RouterSettings permits HaproxySettings, TraefikSettings {
    /** The Swarm service that runs the router. */
    String service();
}
