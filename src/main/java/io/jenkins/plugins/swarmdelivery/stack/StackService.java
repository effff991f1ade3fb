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
 * @param image as it is written, with its variables filled in
 * @param part what it is to a delivery
 * @param routes empty where users do not reach it
 * @param dependsOn the services that come before it, each with what is waited for: {@code started}, {@code healthy} or
 *     {@code completed}
 */
public record StackService(String name, String image, Part part, List<Route> routes, Map<String, String> dependsOn) {
    /**
     * What a service is to a delivery.
     *
     * @param reason why it has this role, for people
     * @param atSwitch whether it starts when users are switched to its color, and not before
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
