package io.jenkins.plugins.swarmdelivery.engine;

import java.util.Optional;

/**
 * A release that somebody wants delivered.
 *
 * @param application whose release it is
 * @param image what shall run
 * @param spec the service's spec; empty: the live release's own. A first release needs one
 * @param replicas how many tasks; empty: as many as the live release has now, else what the spec says
 * @param allowFloating accept {@code latest} or no version at all
 * @param dropPorts accept that the candidate does not publish the ports that the live service or the spec publishes
 * @param newestOnly refuse it where a newer build of the same job has delivered, or waits for its promotion
 * @param options how careful to be
 */
public record DeployOrder(
        Application application,
        ImageReference image,
        Optional<ServiceSpec> spec,
        Optional<Long> replicas,
        boolean allowFloating,
        boolean dropPorts,
        boolean newestOnly,
        DeliveryOptions options) {

    /** One that any build may give. */
    public DeployOrder(
            Application application,
            ImageReference image,
            Optional<ServiceSpec> spec,
            Optional<Long> replicas,
            boolean allowFloating,
            boolean dropPorts,
            DeliveryOptions options) {
        this(application, image, spec, replicas, allowFloating, dropPorts, false, options);
    }

    public DeployOrder ofNewestBuild() {
        return new DeployOrder(application, image, spec, replicas, allowFloating, dropPorts, true, options);
    }
}
