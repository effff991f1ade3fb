package io.jenkins.plugins.swarmdelivery.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryValuesTest {
    @ParameterizedTest
    @CsvSource({
        "nginx:1, registry-1.docker.io/v2/library/nginx",
        "docker.io/nginx:1, registry-1.docker.io/v2/library/nginx",
        "index.docker.io/team/app:1, registry-1.docker.io/v2/team/app",
        "team/app:1, registry-1.docker.io/v2/team/app",
        "harbor.example/project/team/app:1, harbor.example/v2/project/team/app",
        "artifactory.example/docker-local/app:1, artifactory.example/v2/docker-local/app",
        "nexus.example:8443/docker-hosted/team/app:1, nexus.example:8443/v2/docker-hosted/team/app",
        "localhost/app:1, localhost/v2/app",
        "'[::1]:5000/app:1', '[::1]:5000/v2/app'"
    })
    void mapsARepositoryToItsAddress(String image, String address) {
        Repository repository = Repository.of(ImageReference.parse(image), Optional.empty());
        assertThat(repository.manifest("1")).hasToString("https://" + address + "/manifests/1");
        assertThat(repository.tags("n=1")).hasToString("https://" + address + "/tags/list?n=1");
    }

    @Test
    void parsesChallenges() {
        assertThat(Challenge.parse(List.of(
                        "Bearer realm=\"https://a/t?x=1,2\",service=\"a \\\"b\\\"\" , scope=repository:x:pull, BASIC"
                                + " Realm=\"r\"",
                        "Negotiate")))
                .containsExactly(
                        new Challenge(
                                "bearer",
                                Map.of(
                                        "realm",
                                        "https://a/t?x=1,2",
                                        "service",
                                        "a \"b\"",
                                        "scope",
                                        "repository:x:pull")),
                        new Challenge("basic", Map.of("realm", "r")),
                        new Challenge("negotiate", Map.of()));
        assertThat(Challenge.parse(List.of("", "realm=\"x\"", "\"", "Bearer realm=\"" + "\\".repeat(100_001))))
                .containsExactly(new Challenge("bearer", Map.of()));
    }

    @Test
    void hidesTheSecretOfALogin() {
        assertThat(new RegistryLogin("anna", () -> "very-secret")).hasToString("user anna");
    }

    @ParameterizedTest
    @CsvSource({
        "tested-1.7, tested-1.7, true",
        "tested-1.7, tested-1.70, false",
        "tested-1.7, tested-117, false",
        "tested-*, tested-, true",
        "tested-*, untested-1, false",
        "*-tested, 1.0-tested, true",
        "*-tested, 1.0-tested-not, false",
        "a*b*a, aba, true",
        "a*b*a, ab, false",
        "a*a, a, false",
        "v*-tested-*-ok, v1-tested-x-tested-y-ok, true"
    })
    void matchesPatternsAgainstWholeTags(String pattern, String tag, boolean matches) {
        assertThat(new TagPattern(pattern).matches(tag)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*-*", "a b", "-a", "a:b", "tested-?", "a/b"})
    void refusesPatternsMatchingNoneOrAllTags(String pattern) {
        assertThatThrownBy(() -> new TagPattern(pattern))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("tested-*");
        assertThatThrownBy(() -> TagPattern.tag(pattern)).isInstanceOf(RefusedException.class);
    }
}
