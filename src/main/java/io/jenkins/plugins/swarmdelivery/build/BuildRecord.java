package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.time.Duration;
import java.util.Optional;

/**
 * What was built, and is in the registry.
 *
 * @param image with version and digest: what the registry serves, of the index where there is one
 * @param size bytes of its layers and configuration as the registry stores them; empty where it could not be asked
 * @param base the image that it stands on, with digest where the registry tells one
 * @param revision of the source; empty if not known
 * @param source where that is kept; empty if not known
 * @param builder what built it
 * @param took from the start of the build until the registry had confirmed the digest
 * @param pushed false where the registry had the very same image already
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
