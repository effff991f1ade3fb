package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before any cluster is contacted. */
class RouterPauseCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pause", "unpause"})
    void traefikHasNoPause(String verb) throws IOException {
        Path clusters = Files.writeString(folder.resolve("clusters.yml"), """
            one:
              managers: [tcp://127.0.0.1:1]
              allowPlaintext: true
              router: {traefik: {allowPlaintext: true}}
            """);
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int status = Main.run(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                "--clusters",
                clusters.toString(),
                "router",
                verb,
                "one",
                "shop");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("one.router: Traefik has no pause; let another router of Traefik's, with a higher priority,"
                        + " lead to a maintenance page; see docs/traefik.md");
    }
}
