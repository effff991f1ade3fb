package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Map;

/**
 * A service, as read.
 *
 * @param id assigned by Docker
 * @param version its index, for compare-and-swap
 * @param spec the desired state
 */
public record Service(String id, long version, ServiceSpec spec) {
    /** A removed service whose tasks may still be stopping: Docker finds them by its name. */
    public static Service removed(String id, String name) {
        return new Service(id, 0, new ServiceSpec(Map.of("Name", name)));
    }

    public String name() {
        return spec.name();
    }
}
