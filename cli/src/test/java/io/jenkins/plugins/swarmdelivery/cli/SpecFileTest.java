package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecFileTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("spec.json"), text);
    }

    @Test
    void readsWithoutLoss() throws IOException {
        assertThat(SpecFile.read(file("{\"Name\": \"x\", \"New\": {\"A\": [1, 9007199254740993, 0.10, null]}}"))
                        .tree())
                .containsEntry("Name", "x")
                .extractingByKey("New")
                .asString()
                .isEqualTo("{A=[1, 9007199254740993, " + new BigDecimal("0.10") + ", null]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '!',
            value = {
                "{\"Name\": } ~ spec.json:1:",
                "{\"a\": 1, \"a\": 2} ~ Duplicate field 'a'",
                "{} {} ~ spec.json:1:",
                "{\"a\": 1e9999999999} ~ spec.json: not JSON: a number in it is too large",
                "[] ~ must be a JSON object",
                "{\"ID\": \"x\", \"Spec\": {}} ~ docker service inspect --format"
            })
    void namesLineAndColumn(String text, String part) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> SpecFile.read(file))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("spec.json")
                .hasMessageContaining(part);
    }

    @Test
    void refusesAFileTooLargeForASpec() throws IOException {
        Path file = file("[" + " ".repeat(1 << 20));
        assertThatThrownBy(() -> SpecFile.read(file))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("spec.json: larger than 1 MB");
    }

    @Test
    void reportsMissingFields() {
        assertThatThrownBy(() -> SpecFile.read(folder.resolve("none.json"))).hasMessageContaining("no such file");
    }
}
