package io.jenkins.plugins.swarmdelivery.engine.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's values: what they take, and what they refuse. */
class ValuesTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    @ParameterizedTest
    @CsvSource({
        "go-demo:1.0, go-demo, 1.0, ''",
        "registry.example:5000/team/go-demo:1.0, registry.example:5000/team/go-demo, 1.0, registry.example:5000",
        "localhost/go-demo:1, localhost/go-demo, 1, localhost",
        "10.77.0.1:5000/a_b/c--d:v1.2-rc.3, 10.77.0.1:5000/a_b/c--d, v1.2-rc.3, 10.77.0.1:5000",
    })
    void imagesAreParsed(String text, String repository, String tag, String registry) {
        ImageReference image = ImageReference.parse(text);
        assertThat(image.repository()).isEqualTo(repository);
        assertThat(image.tag()).contains(tag);
        assertThat(image.registry().orElse("")).isEqualTo(registry);
        assertThat(image).hasToString(text);
        assertThat(image.withDigest(DIGEST)).hasToString(text + "@" + DIGEST);
        assertThat(ImageReference.parse(text + "@" + DIGEST).pinned()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "UPPER:1", "a:b:c", "a@sha256:12", "-x", "a b", "a/", "http://a/b:1", "a:1\n"})
    void textsThatAreNoImagesAreRefused(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("image: \"" + text.replace('\n', ' ') + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "_a", "a_", "a.b", "a/b"})
    void applicationNamesThatDockerWouldRefuse(String name) {
        assertThatThrownBy(() -> new Application(name)).isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "my-shop", "my_shop", "a__b", "a-_b", "my_blues", "my-blue", "blue_shop"})
    void applicationsHaveNamesLikeStacks(String name) {
        assertThat(new Application(name).serviceName("api", Color.BLUE)).isEqualTo(name + "-api-blue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_blue", "my_green", "my_blue_shop"})
    void backendsOfAnotherApplicationCouldHaveTheSameName(String name) {
        assertThatThrownBy(() -> new Application(name)).hasMessageContaining("without _blue and _green");
    }

    @Test
    void longestApplicationNameLeavesRoomForSuffixes() {
        String name = "a".repeat(48);
        assertThat(new Application(name).serviceName(Color.GREEN)).hasSizeLessThanOrEqualTo(63);
        assertThatThrownBy(() -> new Application(name + "a")).isInstanceOf(RefusedException.class);
    }

    @Test
    void fingerprintSeesTheTasksAlone() {
        ServiceSpec spec = TestBed.spec();
        assertThat(spec.withReplicas(9).withLabels(Map.of("a", "b")).fingerprint())
                .isEqualTo(spec.fingerprint());
        assertThat(spec.edited(tree -> Json.object(tree, "TaskTemplate").put("ForceUpdate", 3L))
                        .fingerprint())
                .isEqualTo(spec.fingerprint());
        assertThat(spec.withImage(ImageReference.parse("x:2")).fingerprint()).isNotEqualTo(spec.fingerprint());
    }

    @ParameterizedTest
    @CsvSource({"PT0.25S, 250ms", "PT45S, 45s", "PT1H30M, 1h30m", "PT61S, 1m1s", "PT1.5S, 1s500ms", "PT0S, 0ms"})
    void durationsAsPeopleWriteThem(Duration duration, String text) {
        assertThat(Durations.text(duration)).isEqualTo(text);
    }
}
