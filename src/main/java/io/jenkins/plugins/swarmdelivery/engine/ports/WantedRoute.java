package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Optional;

/**
 * A route that a release asks for.
 *
 * @param rule of a service; its name is empty for the only service of an application without a stack file
 * @param check path of the health check; empty if the release does not say
 * @param tasks that the service is to have
 */
public record WantedRoute(RouteRule rule, Optional<String> check, long tasks) {
    /** E.g. {@code shop.example.com/api to port 9000 of api}. */
    @Override
    public String toString() {
        return rule.toString();
    }
}
