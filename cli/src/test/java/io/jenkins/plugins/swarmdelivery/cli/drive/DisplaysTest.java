package io.jenkins.plugins.swarmdelivery.cli.drive;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.cli.Samples;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DisplaysTest {
    private static final class MovingClock extends Clock {
        private Instant now = Samples.NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    private final MovingClock clock = new MovingClock();

    private void play(ProgressDisplay display) {
        display.entered(Samples.delivery(Phase.STARTING), Phase.STARTING, Duration.ZERO, clock.now);
        display.entered(Samples.delivery(Phase.STARTING), Phase.STARTING, Duration.ZERO, clock.now);
        display.entered(Samples.delivery(Phase.CONVERGING), Phase.STARTING, Duration.ofMillis(40), clock.now);
        display.waiting(Samples.delivery(Phase.CONVERGING), "1 of 3 tasks healthy");
        display.tick("1 of 3 tasks healthy");
        clock.now = clock.now.plusSeconds(16);
        display.tick("2 of 3 tasks healthy");
        display.tick("2 of 3 tasks healthy");
        display.warn("no health check");
        display.output("ok  test 1");
        display.entered(Samples.delivery(Phase.READY), Phase.CONVERGING, Duration.ofMillis(16_200), clock.now);
        display.close();
    }

    @Test
    void writesOneLinePerTransitionToAPipe() {
        play(ProgressDisplay.on(out, false, clock));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        12:00:00 starting     start the candidate beside the live release
                        12:00:00 converging   wait until its tasks are healthy  (starting took 40ms)
                        12:00:16   waits for: 2 of 3 tasks healthy
                        12:00:16   warning: no health check
                        12:00:16   | ok  test 1
                        12:00:16 ready        candidate is ready  (converging took 16.2s)
                        """);
    }

    @Test
    void keepsCompletedPhasesAndRewritesTheCurrentOne() {
        play(ProgressDisplay.on(out, true, clock));
        String screen = Screen.of(bytes.toString(StandardCharsets.UTF_8));
        assertThat(screen).isEqualTo("""
                        ✔ starting        40ms  start the candidate beside the live release
                          warning: no health check
                          │ ok  test 1
                        ✔ converging     16.2s  wait until its tasks are healthy
                        ● ready                 candidate is ready
                        """);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("converging     16.0s\033[0m  wait until its tasks are healthy: 2 of 3 tasks healthy");
    }

    @Test
    void marksTheFailedPhase() {
        ProgressDisplay display = ProgressDisplay.on(out, true, clock);
        display.entered(
                Samples.failed(Phase.CONVERGING, Phase.ABANDONING, "no"), Phase.CONVERGING, Duration.ZERO, clock.now);
        assertThat(Screen.of(bytes.toString(StandardCharsets.UTF_8))).startsWith("✘ converging");
    }

    /** The final content of a terminal: without cleared lines and other escape sequences. */
    private static final class Screen {
        static String of(String written) {
            StringBuilder shown = new StringBuilder();
            for (String line : written.split("\n", -1)) {
                String last = line.substring(line.lastIndexOf("\r\033[2K") + 1);
                shown.append(last.replaceAll("\033\\[[?0-9;]*[a-zA-Z]", "")).append('\n');
            }
            return shown.toString().replaceAll("\n+$", "\n");
        }
    }
}
