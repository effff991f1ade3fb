package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service of a stack as a delivery sees it.
 *
 * @param name in the file
 * @param image as written, with its variables replaced
 * @param part its part in a delivery
 * @param routes empty if users do not reach it
 * @param dependsOn the services that start before it, each with the condition to wait for: {@code started}, {@code
 *     healthy} or
 *     {@code completed}
 */
public record StackService(String name, String image, Part part, List<Route> routes, Map<String, String> dependsOn) {
    /**
     * The part of a service in a delivery.
     *
     * @param reason why it has this role, for users
     * @param atSwitch whether it starts only when users are switched to its color
     */
    public record Part(Role role, String reason, boolean atSwitch) {}

    public StackService {
        routes = List.copyOf(routes);
        dependsOn = Collections.unmodifiableMap(new LinkedHashMap<>(dependsOn));
    }

    public Role role() {
        return part.role();
    }
}
