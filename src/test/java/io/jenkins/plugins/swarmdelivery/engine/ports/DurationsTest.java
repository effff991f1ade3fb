package io.jenkins.plugins.swarmdelivery.engine.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "0s, PT0S",
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "1h30m, PT1H30M",
        "2d, PT48H",
        "1d2h3m4s5ms, PT26H3M4.005S",
        "90m, PT1H30M"
    })
    void reads(String text, Duration duration) {
        assertThat(Durations.parse("bake", text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "5", "5 m", "-5m", "1.5s", "m", "30m1h", "5min", "99999999999999999s", "1h1h"})
    void refusesAndTellsHow(String text) {
        assertThatThrownBy(() -> Durations.parse("bake", text))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("bake: \"" + text + "\" is not valid")
                .hasMessageContaining("30s");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0ms",
        "PT0.012S, 12ms",
        "PT2.49S, 2.4s",
        "PT59.99S, 59.9s",
        "PT1M5S, 1m05s",
        "PT2H10M59S, 2h10m",
        "PT76H, 3d4h"
    })
    void showsWhatMatters(Duration duration, String text) {
        assertThat(Durations.format(duration)).isEqualTo(text);
    }
}
