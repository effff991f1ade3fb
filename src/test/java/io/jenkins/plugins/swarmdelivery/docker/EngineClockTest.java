package io.jenkins.plugins.swarmdelivery.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineClockTest {
    private static final Instant NOW = Instant.parse("2026-11-20T16:00:00Z");

    private final EngineClock clock = new EngineClock(Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @ValueSource(strings = {"Fri, 20 Nov 2026 17:00:00 GMT", "Fri, 20 Nov 2026 15:00:00 GMT"})
    void followsAnEngineWithAnotherClock(String date) {
        Instant theirs = Instant.parse("2026-11-20T" + date.substring(17, 25) + "Z");
        clock.answered(NOW, date);
        assertThat(clock.instant()).isEqualTo(theirs);
        clock.answered(clock.instant(), "Fri, 20 Nov 2026 16:00:00 GMT");
        assertThat(clock.instant()).as("back again").isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fri, 20 Nov 2026 16:00:05 GMT", "Fri, 20 Nov 2026 15:59:55 GMT", "today", ""})
    @NullSource
    void ignoresSmallDifferencesAndInvalidDates(String date) {
        clock.answered(NOW, date);
        assertThat(clock.instant()).isEqualTo(NOW);
    }

    /** The header may have been written at any moment since the request: the difference proves nothing. */
    @Test
    void ignoresSlowResponses() {
        clock.answered(NOW.minus(Duration.ofMinutes(1)), "Fri, 20 Nov 2026 15:59:01 GMT");
        assertThat(clock.instant()).isEqualTo(NOW);
    }
}
