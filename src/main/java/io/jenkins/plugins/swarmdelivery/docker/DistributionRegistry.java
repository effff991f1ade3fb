package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.Json;
import io.jenkins.plugins.swarmdelivery.engine.Platform;
import io.jenkins.plugins.swarmdelivery.engine.SwarmException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks the registry through a manager's engine, so that what is resolved is what the Swarm's nodes can reach, with the
 * trust that they have.
 */
public final class DistributionRegistry implements ImageRegistry {
    private final EngineClient client;
    private final Optional<RegistryCredentials> credentials;

    public DistributionRegistry(EngineClient client, Optional<RegistryCredentials> credentials) {
        this.client = client;
        this.credentials = credentials;
    }

    @Override
    public ImageReference resolve(ImageReference image) {
        return find(image).image();
    }

    @Override
    public Found find(ImageReference image) {
        Optional<RegistryCredentials> shown = credentials.filter(c -> c.cover(image));
        EngineAnswer answer = client.exchange(EngineRequest.get("/distribution/" + image + "/json")
                .with(shown.map(RegistryCredentials::header).orElse(Map.of())));
        if (!answer.ok()) {
            throw failure(image, shown, answer);
        }
        String digest = Json.text(answer.object(), "Descriptor", "digest")
                .filter(ImageReference::isDigest)
                .orElseThrow(() -> DockerErrors.notDocker(answer, "no digest", null));
        if (image.digest().filter(expected -> !expected.equals(digest)).isPresent()) {
            throw new SwarmException.Rejected(
                    "the registry answered for " + image + " with another digest, " + digest, null);
        }
        return new Found(image.withDigest(digest), platforms(answer.object()));
    }

    /** An index lists provenance beside the images, as of an unknown platform. */
    private static List<Platform> platforms(Object answer) {
        return Json.list(answer, "Platforms").stream()
                .map(platform -> new Platform(
                        Json.text(platform, "os").orElse(""),
                        Json.text(platform, "architecture").orElse("")))
                .filter(platform -> !platform.os().equals("unknown") && !platform.os().isEmpty())
                .distinct()
                .toList();
    }

    /** Docker passes on the registry's words under a status that tells little; the words decide. */
    private static SwarmException failure(
            ImageReference image, Optional<RegistryCredentials> shown, EngineAnswer answer) {
        String registry = image.registry().orElse("Docker Hub");
        String said = " (" + answer.engine().endpoint() + " says " + answer.status() + " " + answer.message() + ")";
        if (answer.status() == 401
                || answer.status() == 403
                || says(answer, "denied", "unauthorized", "no basic auth")) {
            String who = shown.map(c -> "user " + c.user()).orElse("anybody without credentials");
            return new SwarmException.Rejected(
                    "registry " + registry + " does not let " + who + " see " + image
                            + "; check the registry credentials of this cluster, or that the repository exists" + said,
                    null);
        }
        if (answer.status() == 404 || says(answer, "manifest unknown", "name unknown")) {
            return new SwarmException.NotFound("registry " + registry + " has no image " + image + said, null);
        }
        if (answer.status() == 400) {
            return new SwarmException.Rejected("image " + image + " is not accepted" + said, null);
        }
        if (says(answer, "x509", "tls:", "server gave http response")) {
            return new SwarmException.Rejected(
                    "the engines do not trust registry " + registry + " of " + image
                            + "; give them its CA, as /etc/docker/certs.d/" + registry + "/ca.crt" + said,
                    null);
        }
        return new SwarmException.Unavailable("registry " + registry + " cannot be asked for " + image + said, null);
    }

    private static boolean says(EngineAnswer answer, String... texts) {
        String message = answer.message().toLowerCase(Locale.ROOT);
        return Stream.of(texts).anyMatch(message::contains);
    }
}
