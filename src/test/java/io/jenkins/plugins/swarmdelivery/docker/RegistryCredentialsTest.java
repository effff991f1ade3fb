package io.jenkins.plugins.swarmdelivery.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryCredentialsTest {
    @ParameterizedTest
    @CsvSource({
        "registry.example:5000, registry.example:5000/go-demo:1.0, true",
        "https://Registry.example:5000/v2/, registry.example:5000/go-demo:1.0, true",
        "registry.example, registry.example:5000/go-demo:1.0, false",
        "registry.example, go-demo:1.0, false",
        "docker.io, go-demo:1.0, true",
        "https://index.docker.io/v1/, vfarcic/go-demo:1.0, true",
        "'', docker.io/vfarcic/go-demo:1.0, true",
        "registry-1.docker.io, index.docker.io/library/x, true",
        "docker.io, ghcr.io/x/y, false",
    })
    void coverTheImagesOfTheirRegistry(String server, String image, boolean covered) {
        RegistryCredentials credentials = new RegistryCredentials(server, "anna", () -> "secret");

        assertThat(credentials.cover(ImageReference.parse(image))).isEqualTo(covered);
    }

    @Test
    void encodeAsAHeaderThatDockerReads() throws IOException {
        String header = new RegistryCredentials("docker.io", "anna", () -> "sécret?>~")
                .header()
                .get("X-Registry-Auth");

        assertThat(EngineJson.parse(Base64.getUrlDecoder().decode(header)))
                .isEqualTo(Map.of(
                        "username", "anna", "password", "sécret?>~", "serveraddress", "https://index.docker.io/v1/"));
        assertThat(header.length() % 4).as("Go wants the padding").isZero();
    }

    @Test
    void fetchTheSecretOnDemandAndNeverShowIt() {
        AtomicInteger fetched = new AtomicInteger();
        RegistryCredentials credentials =
                new RegistryCredentials("r.example", "anna", () -> "secret" + fetched.incrementAndGet());

        assertThat(credentials).hasToString("anna at r.example");
        assertThat(fetched).hasValue(0);
        assertThat(credentials.header()).isNotEqualTo(credentials.header());
    }

    @Test
    void needAUser() {
        assertThatThrownBy(() -> new RegistryCredentials("r.example", " ", () -> "secret"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("registry user");
    }
}
