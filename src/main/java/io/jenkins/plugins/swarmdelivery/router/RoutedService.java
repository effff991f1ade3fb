package io.jenkins.plugins.swarmdelivery.router;

import java.util.Optional;

/**
 * A service that receives an application's requests on one port of its containers. It has one backend per color.
 *
 * @param name the service name in the stack file; empty for the only service of an application without a stack file
 * @param port the container port
 * @param adopted the existing service that serves in its place at first; empty if there is none
 * @param check HAProxy's own check; if empty, it only connects
 * @param slots the maximum number of tasks per color
 */
public record RoutedService(String name, int port, Optional<String> adopted, Optional<RoutedCheck> check, int slots) {
    /** Identifies the service within its application, e.g. {@code web:8080}; empty if it has no name. */
    String key() {
        return name.isEmpty() ? "" : name + ":" + port;
    }

    /** Returns this service, completed with the values of another rule for it, possibly for another port. */
    RoutedService with(RoutedService other) {
        return new RoutedService(
                name,
                port,
                adopted.or(other::adopted),
                port == other.port ? check.or(other::check) : check,
                Math.max(slots, other.slots));
    }
}
