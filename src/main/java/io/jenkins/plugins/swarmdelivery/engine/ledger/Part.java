package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One service of a release.
 *
 * @param name in the stack file; empty for an application that is a single service
 * @param spec for its creation; it has names of configs and secrets, whose IDs are looked up in each cluster
 * @param dependsOn the parts that start before it, by name
 * @param atSwitch whether it gets its tasks only once users are switched to its color
 */
public record Part(String name, Role role, ServiceSpec spec, Map<String, Part.Condition> dependsOn, boolean atSwitch) {
    /** The state of a part that a dependent part waits for. */
    public enum Condition {
        STARTED,
        HEALTHY,
        COMPLETED
    }

    public Part {
        dependsOn = Collections.unmodifiableMap(new LinkedHashMap<>(dependsOn));
    }

    /** The only service of an application. */
    public static Part single(ServiceSpec spec) {
        return new Part("", Role.ROUTED, spec, Map.of(), false);
    }

    public Part with(ServiceSpec changed) {
        return new Part(name, role, changed, dependsOn, atSwitch);
    }
}
