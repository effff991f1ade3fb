package io.jenkins.plugins.swarmdelivery.cli.drive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {
    private final RecordingDisplay display = new RecordingDisplay();
    private final Interruption interruption = new Interruption();

    @TempDir
    Path folder;

    private Optional<String> run(Duration timeout, String... command) {
        return new TestCommand(List.of(command), Map.of("HOST_IP", "10.0.0.1"), timeout, interruption, display::output)
                .run(() -> {});
    }

    @Test
    void passesWithStatusZeroAndStreamsBothOutputs() {
        assertThat(run(Duration.ofSeconds(20), "sh", "-c", "echo one; echo two >&2; echo $HOST_IP"))
                .isEmpty();
        assertThat(display.output).containsExactly("one", "two", "10.0.0.1");
    }

    @Test
    void passesArgumentsVerbatim() {
        assertThat(run(Duration.ofSeconds(20), "printf", "%s|", "a b", "$HOST_IP", "*"))
                .isEmpty();
        assertThat(display.output).containsExactly("a b|$HOST_IP|*|");
    }

    @Test
    void reportsTheStatusAndTheLastLines() {
        assertThat(run(Duration.ofSeconds(20), "sh", "-c", "for i in 1 2 3 4 5 6 7; do echo $i; done; exit 3"))
                .contains("ended with 3: 3 | 4 | 5 | 6 | 7");
    }

    @Test
    void reportsWhatCannotBeStarted() {
        assertThat(run(Duration.ofSeconds(20), "/no/such/program"))
                .hasValueSatisfying(why ->
                        assertThat(why).startsWith("could not be started: ").contains("/no/such/program"));
    }

    @Test
    void killsAllItsChildrenAtTheTimeout() throws IOException, InterruptedException {
        Path pid = folder.resolve("pid");
        Optional<String> why =
                run(Duration.ofMillis(700), "sh", "-c", "sleep 60 & echo $! > " + pid + "; echo waiting; wait");
        assertThat(why).contains("were killed after 700ms: waiting");
        long child = Long.parseLong(Files.readString(pid).strip());
        for (int i = 0; i < 100 && alive(child); i++) {
            Thread.sleep(20);
        }
        assertThat(alive(child)).isFalse();
    }

    /** A killed process that was not reaped is still listed, as a zombie. */
    private static boolean alive(long pid) throws IOException {
        Path stat = Path.of("/proc/" + pid + "/stat");
        return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
    }

    @Test
    void doesNotWaitForAChildKeepingItsOutputOpen() {
        long start = System.nanoTime();
        assertThat(run(Duration.ofSeconds(120), "sh", "-c", "sleep 90 & echo done"))
                .isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }
}
