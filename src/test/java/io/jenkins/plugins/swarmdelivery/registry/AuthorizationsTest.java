package io.jenkins.plugins.swarmdelivery.registry;

import static io.jenkins.plugins.swarmdelivery.registry.StubRegistry.Answer.manifest;
import static io.jenkins.plugins.swarmdelivery.registry.StubRegistry.Answer.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationsTest extends RegistryTestBed {
    private static final StubRegistry.Answer WANTS_BASIC = of(401, "", "WWW-Authenticate", "Basic realm=\"lab\"");
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("anna:" + SECRET).getBytes(StandardCharsets.UTF_8));
    private static final String SCOPE = "scope=repository%3Ateam%2Fgo-demo%3A";
    private static final String TOKEN = "/token?service=registry&" + SCOPE + "pull&account=anna";

    private StubRegistry.Answer wantsBearer(String actions) {
        return of(
                401,
                "",
                "WWW-Authenticate",
                "Bearer realm=\"" + elsewhere() + "/token\",service=\"registry\",scope=\"repository:team/go-demo:"
                        + actions + "\"");
    }

    @Test
    void sendsTheLoginOnceChallengedThenImmediately() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, WANTS_BASIC, FOUND);
        RegistryClient client = anna();
        assertThat(client.digest(image)).contains(DIGEST);
        assertThat(client.digest(image)).contains(DIGEST);
        assertThat(registry.received())
                .extracting(StubRegistry.Received::authorization)
                .containsExactly(null, BASIC, BASIC);
    }

    @Test
    void reportsARefusedLoginWithoutTheSecret() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, WANTS_BASIC);
        RegistryClient client = anna();
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContainingAll("does not let user anna see localhost:", "/team/go-demo", "password", "401")
                .hasMessageNotContaining(SECRET)
                .hasMessageNotContaining(BASIC);
        assertThat(registry.received()).hasSize(2);
    }

    @Test
    void suggestsALoginToAnonymousUsers() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, WANTS_BASIC);
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContainingAll("anybody without a login", "name a user and a password");
        assertThat(registry.received()).hasSize(1);
    }

    @Test
    void fetchesATokenAndCachesItWhileValid() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, wantsBearer("pull"), FOUND);
        other.on("GET " + TOKEN, of(200, "{\"token\":\"t1\",\"expires_in\":300}"));
        RegistryClient client = anna();
        client.digest(image);
        client.digest(image);
        assertThat(other.received())
                .extracting(StubRegistry.Received::authorization)
                .containsExactly(BASIC);
        assertThat(registry.received())
                .extracting(StubRegistry.Received::authorization)
                .containsExactly(null, "Bearer t1", "Bearer t1");

        pass(Duration.ofSeconds(295));
        registry.on("HEAD " + TAG, wantsBearer("pull"), FOUND);
        other.on("GET " + TOKEN, of(200, "{\"access_token\":\"t2\"}"));
        client.digest(image);
        assertThat(registry.received().subList(3, 5))
                .extracting(StubRegistry.Received::authorization)
                .containsExactly(null, "Bearer t2");
    }

    @Test
    void replacesATokenThatIsNoLongerAccepted() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, wantsBearer("pull"), FOUND, wantsBearer("pull"), FOUND);
        other.on("GET " + TOKEN, of(200, "{\"token\":\"t1\"}"), of(200, "{\"token\":\"t2\"}"));
        RegistryClient client = anna();
        client.digest(image);
        assertThat(client.digest(image)).contains(DIGEST);
        assertThat(registry.received())
                .extracting(StubRegistry.Received::authorization)
                .containsExactly(null, "Bearer t1", "Bearer t1", "Bearer t2");
    }

    @Test
    void fetchesTokensAnonymouslyToo() throws GeneralSecurityException {
        registry.on(
                "HEAD " + TAG, of(401, "", "WWW-Authenticate", "Bearer realm=\"" + elsewhere() + "/token\""), FOUND);
        other.on("GET /token?" + SCOPE + "pull", of(200, "{\"token\":\"t\"}"));
        assertThat(anonymous().digest(image)).contains(DIGEST);
        assertThat(other.received())
                .extracting(StubRegistry.Received::authorization)
                .containsOnlyNulls();
    }

    @Test
    void usesASeparateTokenForWrites() throws GeneralSecurityException {
        String body = "{}";
        String digest = Manifest.digest(body.getBytes(StandardCharsets.UTF_8));
        String mark = REPOSITORY + "/manifests/tested";
        registry.on("GET " + REPOSITORY + "/manifests/" + digest, wantsBearer("pull"), manifest(OCI, body))
                .on("PUT " + mark, wantsBearer("pull,push"), of(201, ""))
                .on("HEAD " + mark, of(200, "", "Docker-Content-Digest", digest));
        other.on("GET " + TOKEN, of(200, "{\"token\":\"read\"}"))
                .on("GET " + TOKEN.replace("pull&", "pull%2Cpush&"), of(200, "{\"token\":\"write\"}"));
        anna().mark(image.withDigest(digest), "tested");
        assertThat(registry.received())
                .extracting(StubRegistry.Received::authorization)
                .containsExactly(null, "Bearer read", null, "Bearer write", "Bearer read");
    }

    @Test
    void reportsMissingWritePermission() throws GeneralSecurityException {
        String digest = Manifest.digest("{}".getBytes(StandardCharsets.UTF_8));
        registry.on("GET " + REPOSITORY + "/manifests/" + digest, manifest(OCI, "{}"))
                .on(
                        "PUT " + REPOSITORY + "/manifests/tested",
                        of(403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\\u001b[31m push\"}]}"));
        RegistryClient client = anna();
        assertThatThrownBy(() -> client.mark(image.withDigest(digest), "tested"))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContainingAll("does not let user anna write to", "403 DENIED: no [31m push");
    }

    @Test
    void reportsTokenServersThatRefuseOrFail() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, wantsBearer("pull"));
        RegistryClient client = anna();
        other.on("GET " + TOKEN, of(401, ""));
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContainingAll(
                        "token server 127.0.0.1:", "gives user anna no token", "check user and password");
        other.on("GET " + TOKEN, of(500, ""));
        assertThatThrownBy(() -> client.digest(image)).isInstanceOf(SwarmException.Unavailable.class);
        other.on("GET " + TOKEN, of(200, "{\"tokens\":\"" + SECRET + "\"}"));
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("no token in its response")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void refusesTokensInvalidInAHeader() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, wantsBearer("pull"));
        RegistryClient client = anna();
        other.on("GET " + TOKEN, of(200, "{\"token\":\"a\\nX-Other: b\"}"));
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("a token that no header can carry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "1e300"})
    void toleratesAnyTokenLifetime(String seconds) throws GeneralSecurityException {
        registry.on("HEAD " + TAG, wantsBearer("pull"), FOUND);
        other.on("GET " + TOKEN, of(200, "{\"token\":\"t\",\"expires_in\":" + seconds + "}"));
        assertThat(anna().digest(image)).contains(DIGEST);
    }

    @Test
    void neverSendsALoginWithoutHttps() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, of(401, "", "WWW-Authenticate", "Bearer realm=\"http://localhost/token\""));
        RegistryClient client = anna();
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContainingAll("http://localhost/token", "not an https address");
    }
}
