package io.jenkins.plugins.swarmdelivery.docker;

import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.error;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Platform;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionRegistryTest {
    private static final ImageReference IMAGE = ImageReference.parse("r.example:5000/team/go-demo:1.0");
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String QUESTION = "GET /distribution/" + IMAGE + "/json";

    private final StubEngine engine = new StubEngine();
    private final EngineClient client = StubEngine.client(engine);
    private final DistributionRegistry registry = new DistributionRegistry(
            client, new Logins(List.of(new RegistryCredentials("r.example:5000", "anna", () -> "secret"))));

    @AfterEach
    void close() throws IOException {
        client.close();
        engine.close();
    }

    @Test
    void pinsAnImageToItsDigest() {
        engine.on(QUESTION, json(200, "{\"Descriptor\":{\"digest\":\"" + DIGEST + "\"}}"));

        assertThat(registry.resolve(IMAGE)).isEqualTo(IMAGE.withDigest(DIGEST));
        assertThat(engine.received(QUESTION).get(0).headers().getFirst("X-Registry-Auth"))
                .isNotNull();
    }

    @Test
    void readsThePlatformsOfAnImage() {
        engine.on(
                QUESTION,
                json(
                        200,
                        "{\"Descriptor\":{\"digest\":\"" + DIGEST + "\"},\"Platforms\":["
                                + "{\"architecture\":\"amd64\",\"os\":\"linux\"},{\"architecture\":\"unknown\",\"os\":\"unknown\"},"
                                + "{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"}]}"));

        assertThat(registry.find(IMAGE).platforms())
                .containsExactly(new Platform("linux", "amd64"), new Platform("linux", "arm"));
    }

    @Test
    void acceptsOnlyValidDigests() {
        engine.on(QUESTION, json(200, "{\"Descriptor\":{\"digest\":\"sha256:short\"}}"));

        assertThatThrownBy(() -> registry.resolve(IMAGE))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("answered no digest");
    }

    @Test
    void sendsNoCredentialsToOtherRegistries() {
        ImageReference other = ImageReference.parse("other.example/go-demo:1.0");
        engine.on(
                "GET /distribution/" + other + "/json", json(200, "{\"Descriptor\":{\"digest\":\"" + DIGEST + "\"}}"));

        registry.resolve(other);

        assertThat(engine.received("GET /distribution/" + other + "/json")
                        .get(0)
                        .headers()
                        .getFirst("X-Registry-Auth"))
                .isNull();
    }

    /** Messages of Engine 20.10 and of registries that it talks to. */
    @ParameterizedTest
    @CsvSource({
        "401, unauthorized: authentication required, Rejected",
        "403, 'denied: requested access to the resource is denied', Rejected",
        "500, 'Head \"https://r.example:5000/v2/go-demo/manifests/1.0\": no basic auth credentials', Rejected",
        "500, 'Get \"https://r.example:5000/v2/\": x509: certificate signed by unknown authority', Rejected",
        "400, invalid reference format, Rejected",
        "404, manifest unknown: manifest unknown, NotFound",
        "500, 'Get \"https://r.example:5000/v2/\": dial tcp 10.0.0.1:5000: connect: connection refused', Unavailable",
        "500, 'Get \"https://r.example:5000/v2/\": dial tcp: lookup r.example: no such host', Unavailable",
    })
    void distinguishesDeniedMissingAndUnreachable(int status, String message, String family) {
        engine.on(QUESTION, error(status, message));

        assertThatThrownBy(() -> registry.resolve(IMAGE))
                .isInstanceOf(SwarmException.class)
                .hasMessageContainingAll(IMAGE.toString(), message)
                .hasMessageNotContaining("secret")
                .extracting(e -> e.getClass().getSimpleName())
                .isEqualTo(family);
    }

    /** Engines forward that status as their own; it never means that a manager does not respond. */
    @ParameterizedTest
    @CsvSource({
        "429, toomanyrequests: You have reached your pull rate limit., try again in some minutes",
        "429, 'toomanyrequests: retry-after: 60, allowed: 44000/minute', it asks to wait for 60 s",
        "500, 'Head \"https://r.example:5000/v2/\": Too Many Requests', try again in some minutes",
    })
    void reportsARateLimit(int status, String message, String again) {
        engine.on(QUESTION, error(status, message));

        assertThatThrownBy(() -> registry.resolve(IMAGE))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContainingAll(
                        "registry r.example:5000 limits the rate of requests", IMAGE.toString(), again, message)
                .hasMessageNotContainingAny("no manager", "does not answer", "log in");
        assertThatThrownBy(() -> new DistributionRegistry(client, Logins.NONE).resolve(IMAGE))
                .hasMessageContaining("most registries allow more requests with a login");
    }

    @Test
    void ignoresErrorWordsInImageNames() {
        ImageReference image = ImageReference.parse("r.example:5000/denied/toomanyrequests:401");
        engine.on(
                "GET /distribution/" + image + "/json",
                error(
                        500,
                        "r.example:5000/denied/toomanyrequests: Get"
                                + " \"https://r.example:5000/v2/denied/toomanyrequests/manifests/401\": EOF"));

        assertThatThrownBy(() -> registry.resolve(image))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("cannot be asked for");
    }

    @Test
    void reportsWhichUserWasDenied() {
        engine.on(QUESTION, error(401, "unauthorized"));

        assertThatThrownBy(() -> registry.resolve(IMAGE))
                .hasMessageContaining("registry r.example:5000 does not let user anna see " + IMAGE);
        assertThatThrownBy(() -> new DistributionRegistry(client, Logins.NONE).resolve(IMAGE))
                .hasMessageContaining("does not let anybody without credentials see");
    }

    @Test
    void refusesADigestOtherThanTheRequestedOne() {
        ImageReference pinned = IMAGE.withDigest("sha256:" + "b".repeat(64));
        engine.on(
                "GET /distribution/" + pinned + "/json", json(200, "{\"Descriptor\":{\"digest\":\"" + DIGEST + "\"}}"));

        assertThatThrownBy(() -> registry.resolve(pinned))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContaining("another digest");
    }
}
