package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.io.IOException;
import java.util.Optional;

/**
 * The metadata file of a buildx build.
 *
 * @param digest of the image in the registry, or of its index if it has one
 * @param configuration the digest of its configuration; empty if there are several
 */
public record BuildMetadata(Optional<String> digest, Optional<String> configuration) {
    /** @throws IOException if it is not JSON */
    public static BuildMetadata read(byte[] json) throws IOException {
        Object tree = EngineJson.parse(json);
        return new BuildMetadata(
                Json.text(tree, "containerimage.digest"), Json.text(tree, "containerimage.config.digest"));
    }
}
