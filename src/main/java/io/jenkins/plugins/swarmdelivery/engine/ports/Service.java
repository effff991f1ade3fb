package io.jenkins.plugins.swarmdelivery.engine.ports;

/**
 * A service as it was read.
 *
 * @param id Docker's
 * @param version its index, for compare-and-swap
 * @param spec what was asked for
 */
public record Service(String id, long version, ServiceSpec spec) {
    public String name() {
        return spec.name();
    }
}
