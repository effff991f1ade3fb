package io.jenkins.plugins.swarmdelivery.registry;

import static io.jenkins.plugins.swarmdelivery.registry.StubRegistry.Answer.manifest;
import static io.jenkins.plugins.swarmdelivery.registry.StubRegistry.Answer.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryHttpTest extends RegistryTestBed {
    private static final StubRegistry.Answer WANTS_BASIC = of(401, "", "WWW-Authenticate", "Basic realm=\"lab\"");

    @Test
    void sendsNoLoginToARedirectsOtherHost() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, WANTS_BASIC, of(307, "", "Location", elsewhere() + "/stored"));
        other.on("HEAD /stored", FOUND);
        assertThat(anna().digest(image)).contains(DIGEST);
        assertThat(registry.received().get(1).authorization()).startsWith("Basic ");
        assertThat(other.received())
                .extracting(StubRegistry.Received::authorization)
                .containsExactly((String) null);
    }

    @Test
    void keepsTheLoginOnTheSameHost() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, WANTS_BASIC, of(301, "", "Location", "/moved"))
                .on("HEAD /moved", FOUND);
        assertThat(anna().digest(image)).contains(DIGEST);
        assertThat(registry.received().get(2).authorization()).startsWith("Basic ");
    }

    @Test
    void refusesALoginChallengeOfAnotherHost() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, of(302, "", "Location", elsewhere() + "/stored"));
        other.on("HEAD /stored", WANTS_BASIC);
        RegistryClient client = anna();
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContainingAll("has redirected us to 127.0.0.1:", "gets no login of ours");
        assertThat(other.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/x?sig=very-secret", "file:///etc/passwd", "https://%", "https:"})
    void doesNotFollowRedirectsAwayFromHttps(String target) throws GeneralSecurityException {
        registry.on("HEAD " + TAG, of(302, "", "Location", target));
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("something other than an https address")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void limitsRedirects() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, of(302, "", "Location", TAG));
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.digest(image)).hasMessageContaining("redirects more than 5 times");
    }

    @Test
    void retriesABusyRegistryAfterItsDelay() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, of(429, "", "Retry-After", "7"), of(503, ""), FOUND);
        assertThat(anonymous().digest(image)).contains(DIGEST);
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(2));
    }

    @Test
    void givesUpOnABusyRegistry() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, of(503, ""));
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("503");
        assertThat(registry.received()).hasSize(4);
        registry.on("HEAD " + TAG, of(429, "", "Retry-After", "3600"));
        assertThatThrownBy(() -> client.digest(image))
                .hasMessageContainingAll(
                        "registry localhost:" + registry.port() + " limits the rate of requests",
                        "it asks to wait for 3600 s",
                        "most registries allow more requests with a login");
        assertThat(registry.received()).hasSize(5);
    }

    @Test
    void neverRepeatsAWrite() throws GeneralSecurityException {
        String digest = Manifest.digest("{}".getBytes(StandardCharsets.UTF_8));
        registry.on("GET " + REPOSITORY + "/manifests/" + digest, manifest(OCI, "{}"))
                .on("PUT " + REPOSITORY + "/manifests/tested", of(503, ""));
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.mark(image.withDigest(digest), "tested"))
                .isInstanceOf(SwarmException.Unavailable.class);
        assertThat(registry.received()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "400, Rejected, does not accept",
        "403, Rejected, does not let anybody",
        "405, Rejected, does not accept",
        "404, NotFound, has no tag",
        "409, Rejected, immutable",
        "412, Rejected, immutable",
        "429, Unavailable, limits the rate of requests",
        "500, Unavailable, check its log and its free disk space",
        "507, Unavailable, check its log and its free disk space"
    })
    void classifiesResponsesByRemedy(int status, String family, String part) throws GeneralSecurityException {
        String digest = Manifest.digest("{}".getBytes(StandardCharsets.UTF_8));
        registry.on("GET " + REPOSITORY + "/manifests/" + digest, manifest(OCI, "{}"))
                .on("PUT " + REPOSITORY + "/manifests/tested", of(status, ""));
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.mark(image.withDigest(digest), "tested"))
                .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(family))
                .hasMessageContainingAll("localhost:" + registry.port(), part, "" + status);
    }

    @Test
    void boundsAnEndlessBody() throws GeneralSecurityException {
        registry.on("GET " + REPOSITORY + "/tags/list?n=500", of(200, new byte[(4 << 20) + 1]));
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.tags(image))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("more than 4194304 bytes");
    }

    @Test
    void reportsAnUntrustedCertificateWithTheRemedy() {
        RegistryClient client = client(Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContainingAll("is not trusted here", "as the registry's CA");
        assertThat(registry.received()).isEmpty();
    }

    @Test
    void reportsAServerWithoutTls() throws IOException, GeneralSecurityException {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerWithoutTls(plain));
            answering.start();
            ImageReference there = ImageReference.parse("localhost:" + plain.getLocalPort() + "/a:1");
            RegistryClient client = anna();
            assertThatThrownBy(() -> client.digest(there))
                    .isInstanceOf(SwarmException.Rejected.class)
                    .hasMessageContaining("check that it serves https there");
        }
    }

    /** Behavior of a proxy without a live backend. */
    @Test
    void reportsACutConnectionNotAsTlsFailure() throws IOException, GeneralSecurityException {
        try (ServerSocket cut = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread cutting = new Thread(() -> hangUp(cut));
            cutting.setDaemon(true);
            cutting.start();
            ImageReference there = ImageReference.parse("localhost:" + cut.getLocalPort() + "/a:1");
            RegistryClient client = anna();
            assertThatThrownBy(() -> client.digest(there))
                    .isInstanceOf(SwarmException.Unavailable.class)
                    .hasMessageContaining("check that it runs");
        }
    }

    private static void hangUp(ServerSocket cut) {
        while (!cut.isClosed()) {
            try (Socket client = cut.accept()) {
                client.getInputStream().read();
            } catch (IOException e) {
                // Closed by the test, which is done.
            }
        }
    }

    /** The response of a plain http registry to a TLS client. */
    private static void answerWithoutTls(ServerSocket plain) {
        // A client may try again: nobody would answer its second connection, and it would time out.
        while (!plain.isClosed()) {
            try (Socket client = plain.accept()) {
                client.getInputStream().read();
                client.getOutputStream().write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                client.getInputStream().readAllBytes();
            } catch (IOException e) {
                // The test is done and disconnects.
            }
        }
    }

    @Test
    void reportsAnUnreachableRegistry() throws GeneralSecurityException {
        registry.close();
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.digest(image))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContainingAll("registry localhost:", "no connection", "check that it runs");
        assertThatThrownBy(() -> client.digest(ImageReference.parse("no-such-host.invalid/a:1")))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("its host name is not known");
    }
}
