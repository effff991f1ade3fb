package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Platform;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.List;
import java.util.Optional;

/**
 * Queries the registry through a manager's engine: an image resolves as the Swarm's nodes see it, with the certificates
 * that they trust.
 */
public final class DistributionRegistry implements ImageRegistry {
    private final EngineClient client;
    private final Logins logins;

    public DistributionRegistry(EngineClient client, Logins logins) {
        this.client = client;
        this.logins = logins;
    }

    @Override
    public ImageReference resolve(ImageReference image) {
        return find(image).image();
    }

    @Override
    public Found find(ImageReference image) {
        EngineAnswer answer = client.relay(
                EngineRequest.get("/distribution/" + image + "/json").with(logins.header(image)));
        if (!answer.ok()) {
            throw failure(image, logins.of(image), answer);
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

    /** An index lists provenance beside the images, with an unknown platform. */
    private static List<Platform> platforms(Object answer) {
        return Json.list(answer, "Platforms").stream()
                .map(platform -> new Platform(
                        Json.text(platform, "os").orElse(""),
                        Json.text(platform, "architecture").orElse("")))
                .filter(platform ->
                        !platform.os().equals("unknown") && !platform.os().isEmpty())
                .distinct()
                .toList();
    }

    /** Docker forwards the registry's message with a status that says little; the message decides. */
    private static SwarmException failure(
            ImageReference image, Optional<RegistryCredentials> shown, EngineAnswer answer) {
        String registry = image.registry().orElse("Docker Hub");
        String response = " (" + answer.engine().endpoint() + " says " + answer.status() + " " + answer.message() + ")";
        if (answer.status() == 400) {
            return new SwarmException.Rejected("image " + image + " is not accepted" + response, null);
        }
        return switch (trouble(image, answer)) {
            case LIMITED ->
                new SwarmException.Unavailable(
                        RegistryLimits.message("look up", image, shown, answer.message()) + response, null);
            case DENIED ->
                new SwarmException.Rejected(
                        "registry " + registry + " does not let "
                                + shown.map(c -> "user " + c.user()).orElse("anybody without credentials") + " see "
                                + image + "; check the registry credentials of this cluster, or that the repository"
                                + " exists" + response,
                        null);
            case MISSING ->
                new SwarmException.NotFound("registry " + registry + " has no image " + image + response, null);
            case UNTRUSTED ->
                new SwarmException.Rejected(
                        "the engines do not trust registry " + registry + " of " + image
                                + "; give them its CA, as /etc/docker/certs.d/" + registry + "/ca.crt" + response,
                        null);
            case FULL, SICK, UNREACHABLE ->
                new SwarmException.Unavailable(
                        "registry " + registry + " cannot be asked for " + image + response, null);
        };
    }

    private static RegistryTrouble trouble(ImageReference image, EngineAnswer answer) {
        return switch (answer.status()) {
            case 429 -> RegistryTrouble.LIMITED;
            case 401, 403 -> RegistryTrouble.DENIED;
            case 404 -> RegistryTrouble.MISSING;
            default -> RegistryTrouble.in(image, answer.message()).orElse(RegistryTrouble.UNREACHABLE);
        };
    }
}
