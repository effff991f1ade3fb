package io.jenkins.plugins.swarmdelivery.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {
    @TempDir
    Path folder;

    private Dockerfile dockerfile(String text) throws IOException {
        return Dockerfile.read(Files.writeString(folder.resolve("Dockerfile"), text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "RUN --mount=type=cache,target=/c make | RUN … --mount",
                "run --network=none make | RUN … --network",
                "COPY --link a b | COPY … --link",
                "COPY --from=x --chmod=755 a b | COPY … --chmod",
                "ADD --checksum=sha256:1 a b | ADD … --checksum",
                "RUN <<EOF | RUN … <<EOF",
                "COPY <<-'EOF' /x | COPY … <<-'EOF",
                "RUN cat <<EOF > /x | RUN … <<EOF"
            })
    void knowsWhatNeedsBuildKit(String line, String told) throws IOException {
        assertThat(dockerfile("FROM a\n" + line + "\n").needsBuildKit()).contains(told);
    }

    @Test
    void seesAFlagBehindAContinuedLine() throws IOException {
        assertThat(dockerfile("FROM a\nRUN \\\n# why\n  --mount=type=cache,target=/c \\\n  make\n")
                        .needsBuildKit())
                .contains("RUN … --mount");
    }

    @Test
    void aSyntaxLineNamesAnotherBuilder() throws IOException {
        assertThat(dockerfile("# syntax=docker/dockerfile:1\nFROM a\n").needsBuildKit())
                .contains("# syntax=docker/dockerfile:1");
        assertThat(dockerfile("FROM a\n# syntax=docker/dockerfile:1\n").needsBuildKit())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN echo --mount",
                "COPY --chown=1:1 a b",
                "COPY --from=x a b",
                "RUN a << 1",
                "RUN echo '1<2'",
                "# RUN --mount=x y"
            })
    void theRestIsForEveryBuilder(String line) throws IOException {
        assertThat(dockerfile("FROM a\n" + line + "\n").needsBuildKit()).isEmpty();
    }

    @Test
    void findsTheBaseThroughAllStages() throws IOException {
        Dockerfile file = dockerfile("""
                ARG TAG=1
                ARG REGISTRY
                FROM --platform=linux/amd64 ${REGISTRY}/go:$TAG AS build
                ARG TAG=ignored
                FROM build AS tests
                FROM ${NONE:-scratch}
                COPY --from=build /a /a
                """);
        Map<String, String> given = Map.of("REGISTRY", "r.example");
        assertThat(file.base(Optional.of("tests"), given)).contains("r.example/go:1");
        assertThat(file.base(Optional.of("0"), Map.of("REGISTRY", "r", "TAG", "2")))
                .contains("r/go:2");
        assertThat(file.base(Optional.empty(), given)).contains("scratch");
        assertThat(file.base(Optional.of("nobody"), given)).isEmpty();
    }
}
