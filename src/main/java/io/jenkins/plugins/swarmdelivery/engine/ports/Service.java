package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Map;

/**
 * A service as it was read.
 *
 * @param id Docker's
 * @param version its index, for compare-and-swap
 * @param spec what was asked for
 */
public record Service(String id, long version, ServiceSpec spec) {
    /** One that is gone, whose tasks may still stop: Docker finds them by its name. */
    public static Service removed(String id, String name) {
        return new Service(id, 0, new ServiceSpec(Map.of("Name", name)));
    }

    public String name() {
        return spec.name();
    }
}
