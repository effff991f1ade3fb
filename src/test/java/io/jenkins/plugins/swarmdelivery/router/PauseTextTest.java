package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PauseTextTest {
    private static final Instant SINCE = Instant.parse("2026-11-30T19:04:37Z");
    private static final Application SHOP = new Application("shop");

    @ParameterizedTest
    @ValueSource(strings = {"We are back at 8.", "Größe | <b>; \\ 100% \"x\"", "😀", "a", "ab", "abc"})
    void messageOfAnyCharactersIsOneWordOfACommand(String message) {
        Pause pause = new Pause(SINCE, "anna @ build|7", Optional.of(message));

        String text = PauseText.write(Optional.of(pause));

        assertThat(HaproxyMap.set("shop.pause", text)).endsWith(" " + text);
        assertThat(PauseText.read(text)).contains(pause);
    }

    @Test
    void pauseWithoutMessageHasNone() {
        Pause pause = new Pause(SINCE.plusMillis(7), "anna", Optional.empty());

        assertThat(PauseText.write(Optional.of(pause))).isEqualTo("2026-11-30T19:04:37Z|YW5uYQ");
        assertThat(PauseText.read("2026-11-30T19:04:37Z|YW5uYQ")).contains(new Pause(SINCE, "anna", Optional.empty()));
        assertThat(PauseText.write(Optional.empty())).isEqualTo("none");
        assertThat(PauseText.read("none")).isEmpty();
    }

    /** HAProxy shows the page for whatever is not none. */
    @ParameterizedTest
    @ValueSource(strings = {"yes", "", "2026-11-30T19:04:37Z|!", "2026-11-30T19:04:37Z|YQ|Cg", "||"})
    void labelWrittenByHandIsAPause(String text) {
        assertThat(PauseText.read(text))
                .contains(new Pause(Instant.EPOCH, "somebody who wrote the label by hand", Optional.empty()));
    }

    @Test
    void labelIsThereOnlyDuringAPause() {
        Map<String, String> route = Map.of("swarm-delivery.shop.active", "blue/1.0");
        Pause pause = new Pause(SINCE, "anna", Optional.empty());

        Map<String, String> paused = PauseText.intoLabels(route, SHOP, Optional.of(pause));

        assertThat(paused).hasSize(2).containsEntry("swarm-delivery.shop.pause", "2026-11-30T19:04:37Z|YW5uYQ");
        assertThat(PauseText.intoLabels(paused, SHOP, Optional.empty())).isEqualTo(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two\nlines", "bell\u0007", "turned \u202e round", "line\u2028", "half \ud83d"})
    void messageThatWouldNotBeShownAsWrittenIsRefused(String message) {
        assertThatThrownBy(() -> new Pause(SINCE, "anna", Optional.of(message)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--message");
        assertThatThrownBy(() -> new Pause(SINCE, "anna", Optional.of("x".repeat(201))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("use 1 to 200 characters");
    }
}
