package io.jenkins.plugins.swarmdelivery.cli.drive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InterruptionTest {
    @Test
    void wakesSleepersOnASignal() throws IOException, InterruptedException {
        try (Interruption interruption = Interruption.ofProcess()) {
            new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid())
                    .start()
                    .waitFor();
            long start = System.nanoTime();
            interruption.sleep(Duration.ofSeconds(90));
            assertThat(interruption.signal()).contains("SIGTERM");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void sleepsUndisturbedOnceTheSignalIsHandled() {
        Interruption interruption = new Interruption();
        interruption.interrupt("SIGTERM");
        interruption.acknowledge();
        StringBuilder told = new StringBuilder();
        interruption.onSignal(() -> told.append("told"));
        long start = System.nanoTime();
        interruption.sleep(Duration.ofMillis(60));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
        assertThat(told).hasToString("told");
    }
}
