package io.jenkins.plugins.swarmdelivery.registry;

import static io.jenkins.plugins.swarmdelivery.registry.StubRegistry.Answer.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import io.jenkins.plugins.swarmdelivery.fuzz.Fuzz;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Damaged responses of registries and their token servers: parsed, or refused with the server's name. */
class AnswersFuzzTest extends RegistryTestBed {
    private static final Object MANIFEST = Damage.parse("""
            {"schemaVersion":2,"config":{"digest":"sha256:1","size":7},
             "layers":[{"digest":"sha256:2","size":8},{"digest":"sha256:3","size":9}],
             "manifests":[{"digest":"sha256:4","platform":{"os":"linux"}}]}
            """);
    private static final Object ERROR =
            Damage.parse("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"requested access is denied\"}]}");
    private static final Object TOKEN = Damage.parse("{\"token\":\"abc\",\"access_token\":\"def\",\"expires_in\":300}");
    private static final Object TAGS = Damage.parse("{\"name\":\"go-demo\",\"tags\":[\"1.0\",\"1.1\"]}");
    private static final byte[] CHALLENGE =
            "Bearer realm=\"https://auth.example/token\",service=\"r\\\"x\",scope=\"a b\", Basic realm=lab"
                    .getBytes(StandardCharsets.UTF_8);
    private static final String[] WORDS = {"Bearer ", "Basic ", "realm=", "\"", "\\", ",", "=", "error=\"", "\\\""};

    @Test
    void parsesOrRefusesDamagedResponses() throws Exception {
        Repository repository = Repository.of(image, Optional.empty());
        Fuzz.of("registry answers, as they are read", 1000, damage -> {
            byte[] body = damage.document(damage.one(MANIFEST, ERROR, TOKEN, TAGS));
            RegistryAnswer answer = new RegistryAnswer(
                    URI.create("https://r.example/v2/"),
                    damage.one(200, 401, 404, 429, 500),
                    HttpHeaders.of(
                            Map.of(
                                    "WWW-Authenticate",
                                    List.of(text(damage.bytes(CHALLENGE, WORDS))),
                                    "Content-Type",
                                    List.of(damage.one(OCI, "application/vnd.oci.image.index.v1+json"))),
                            (name, value) -> true),
                    body);
            assertThat(answer.said()).hasSizeLessThan(400).doesNotContain("\n", "\33");
            answer.challenges().forEach(challenge -> challenge.parameter("realm"));
            try {
                Manifest manifest = Manifest.read(repository, "image", Optional.empty(), answer);
                assertThat(manifest.platforms()).allMatch(digest -> digest.startsWith("sha256:"));
                manifest.configuration();
                manifest.sizes(new LinkedHashMap<>());
            } catch (SwarmException e) {
                assertThat(e.getMessage()).contains(repository.host());
                throw e;
            }
        });
    }

    @Test
    void parsesOrRefusesDamagedHttps() throws Exception {
        RegistryClient client = anna();
        String tokens = "GET /token?service=r&scope=repository%3Ateam%2Fgo-demo%3Apull&account=anna";
        String challenge = "Bearer realm=\"https://localhost:" + registry.port() + "/token\",service=\"r\"";
        Fuzz.of("registry answers, over HTTPS", 8, damage -> {
            registry.received().clear();
            pass(java.time.Duration.ofHours(1));
            String odd = text(damage.bytes(CHALLENGE, WORDS)).replaceAll("[^ -~]", "?");
            registry.on(tokens, of(200, damage.document(TOKEN)));
            StubRegistry.Answer[] answers = {
                of(401, damage.document(ERROR), "WWW-Authenticate", damage.one(challenge, challenge, odd)),
                of(
                        damage.one(200, 200, 200, 404, 500),
                        damage.document(damage.one(MANIFEST, TAGS)),
                        "Content-Type",
                        OCI,
                        "Link",
                        "<" + odd + "?" + odd + ">; rel=next")
            };
            registry.on("HEAD " + TAG, answers).on("GET " + TAG, answers);
            registry.on("GET " + REPOSITORY + "/tags/list?n=500", answers);
            try {
                switch (damage.random().nextInt(3)) {
                    case 0 -> client.digest(image);
                    case 1 -> client.tags(image);
                    default -> client.size(image);
                }
            } catch (SwarmException e) {
                assertThat(e.getMessage()).contains("localhost").doesNotContain(SECRET);
                throw e;
            }
        });
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
