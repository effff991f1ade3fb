package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Sha256;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The manifest of an image, unchanged.
 *
 * @param mediaType as the registry serves it
 * @param bytes as received; the digest is that of these bytes
 * @param tree the same, parsed
 */
record Manifest(String mediaType, byte[] bytes, Object tree) {
    static final String DIGEST_HEADER = "Docker-Content-Digest";

    private static final List<String> INDEXES = List.of(
            "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json");
    private static final List<String> MANIFESTS = List.of(
            "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json");

    /** Accepts all types: otherwise, a registry might serve the manifest of a single platform. */
    static final Map<String, String> ACCEPT = Map.of(
            "Accept",
            String.join(
                    ", ", Stream.of(INDEXES, MANIFESTS).flatMap(List::stream).toList()));

    /** The platform of BuildKit's attestations about a build. */
    private static final String UNKNOWN = "unknown";

    /**
     * Reads and verifies a registry's response.
     *
     * @param wanted the digest that it must have; empty if a tag was requested
     * @throws SwarmException.Rejected if the digest differs, or if it is not an image's manifest
     */
    static Manifest read(Repository repository, String what, Optional<String> wanted, RegistryAnswer answer) {
        String digest = digest(answer.body());
        List<String> claimed = Stream.concat(wanted.stream(), answer.header(DIGEST_HEADER).stream())
                .toList();
        for (String expected : claimed) {
            if (!expected.equals(digest)) {
                throw new SwarmException.Rejected(
                        "registry " + repository.host() + " served content for " + what + " that has the digest "
                                + digest
                                + " instead of " + expected + "; nothing was done. Check the proxies between here and"
                                + " the registry",
                        null);
            }
        }
        String mediaType = answer.header("Content-Type")
                .orElse("")
                .replaceFirst(";.*$", "")
                .strip();
        if (!INDEXES.contains(mediaType) && !MANIFESTS.contains(mediaType)) {
            throw new SwarmException.Rejected(
                    "registry " + repository.host() + " has " + what + " as \"" + mediaType
                            + "\", which is not an image that can be delivered; push it again with a newer Docker",
                    null);
        }
        try {
            return new Manifest(mediaType, answer.body(), answer.json());
        } catch (IOException e) {
            throw RegistryErrors.noRegistry(repository, "with " + e.getMessage());
        }
    }

    /** The digest that names these bytes. */
    static String digest(byte[] bytes) {
        return "sha256:" + Sha256.hex(bytes);
    }

    boolean index() {
        return INDEXES.contains(mediaType);
    }

    /** Digests of an index's manifests, without attestations, and without digests that Docker could not pull. */
    List<String> platforms() {
        return Json.list(tree, "manifests").stream()
                .filter(entry -> !Json.text(entry, "platform", "os").equals(Optional.of(UNKNOWN)))
                .flatMap(entry -> Json.text(entry, "digest").stream())
                .filter(ImageReference::isDigest)
                .toList();
    }

    /** The digest of an image's configuration; an index has none. */
    Optional<String> configuration() {
        return Json.text(tree, "config", "digest");
    }

    /** Adds the size in bytes of the configuration and of each layer, by its digest. */
    void sizes(Map<String, Long> sizes) {
        Stream.concat(Stream.ofNullable(Json.at(tree, "config")), Json.list(tree, "layers").stream())
                .forEach(part -> sizes.put(
                        Json.text(part, "digest").orElse(""),
                        Json.number(part, "size").orElse(0L)));
    }
}
