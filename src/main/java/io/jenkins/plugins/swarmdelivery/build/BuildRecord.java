package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.time.Duration;
import java.util.Optional;

/**
 * An image that was built and is in the registry.
 *
 * @param image with version and digest, as the registry serves it; that of the index, if there is one
 * @param size bytes of its layers and configuration as the registry stores them; empty if it could not be queried
 * @param base the base image, with its digest if the registry reports one
 * @param revision of the source; empty if not known
 * @param source address of the source; empty if not known
 * @param builder that built it
 * @param took from the start of the build until the registry confirmed the digest
 * @param pushed false if the registry already had the identical image
 */
public record BuildRecord(
        ImageReference image,
        Optional<Long> size,
        String base,
        Optional<String> revision,
        Optional<String> source,
        String builder,
        Duration took,
        boolean pushed) {}
