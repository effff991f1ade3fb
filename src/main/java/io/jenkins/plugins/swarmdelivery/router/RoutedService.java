package io.jenkins.plugins.swarmdelivery.router;

import java.util.Optional;

/**
 * A service that the router sends an application's requests to, on one port of its containers. It has a backend for each
 * color.
 *
 * @param name in the stack file; empty: the only service of an application that has none
 * @param port on which its containers listen
 * @param adopted the hand-made service that serves in its place first; empty: none
 * @param check the path that HAProxy asks twice a second, expecting a status of 200 to 399; empty: it only connects
 * @param slots the most tasks that a color of it can have
 */
public record RoutedService(String name, int port, Optional<String> adopted, Optional<String> check, int slots) {
    /** Tells it from the others of its application, e.g. {@code web:8080}; empty for one without a name. */
    String key() {
        return name.isEmpty() ? "" : name + ":" + port;
    }

    /** The same service, with what another rule that leads to it, maybe to another port of it, says besides. */
    RoutedService with(RoutedService other) {
        return new RoutedService(
                name,
                port,
                adopted.or(other::adopted),
                port == other.port ? check.or(other::check) : check,
                Math.max(slots, other.slots));
    }
}
