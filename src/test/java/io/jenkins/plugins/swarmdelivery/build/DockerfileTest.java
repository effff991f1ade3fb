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
                "COPY <<-'EOF' /x | COPY … <<-'EOF'",
                "RUN cat <<EOF > /x | RUN … <<EOF",
                "ONBUILD RUN 3<<EOF cat | RUN … 3<<EOF",
                "RUN --device=gpu make | RUN … --device",
                "COPY --exclude=x a b | COPY … --exclude",
                "ADD https://git.example/a.git#v1 /a | ADD … https://git.example/a.git#v1",
                "ADD git@git.example:a.git /a | ADD … git@git.example:a.git",
                "ARG TARGETARCH | ARG … TARGETARCH",
                "ARG A=1 BUILDPLATFORM=linux/arm64 | ARG … BUILDPLATFORM",
                "FROM --platform=$BUILDPLATFORM b | FROM … BUILDPLATFORM",
                "FROM base-${TARGETVARIANT} | FROM … TARGETVARIANT"
            })
    void findsWhatNeedsBuildKit(String line, String told) throws IOException {
        assertThat(dockerfile("FROM a\n" + line + "\n").needsBuildKit(Map.of())).contains(told);
    }

    @Test
    void findsAFlagOnAContinuationLine() throws IOException {
        assertThat(dockerfile("FROM a\nRUN \\\n# why\n  --mount=type=cache,target=/c \\\n  make\n")
                        .needsBuildKit(Map.of()))
                .contains("RUN … --mount");
    }

    @Test
    void treatsASyntaxLineAsBuildKit() throws IOException {
        assertThat(dockerfile("# syntax=docker/dockerfile:1\nFROM a\n").needsBuildKit(Map.of()))
                .contains("# syntax=docker/dockerfile:1");
        assertThat(dockerfile("FROM a\n# syntax=docker/dockerfile:1\n").needsBuildKit(Map.of()))
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
                "RUN echo \"usage: app <<EOF\" > /help.txt",
                "RUN echo 'usage: app <<EOF'",
                "RUN echo usage:\\ app\\ <<EOF",
                "RUN cat<<<EOF",
                "RUN cat <<<EOF",
                "RUN echo $((1<<2))",
                "LABEL usage=\"x\" <<EOF",
                "RUN echo $TARGETARCH",
                "ARG MY_TARGETARCH",
                "ADD https://example.org/a.tar /a",
                "# RUN --mount=x y"
            })
    void needsNoBuildKitOtherwise(String line) throws IOException {
        assertThat(dockerfile("FROM a\n" + line + "\n").needsBuildKit(Map.of())).isEmpty();
    }

    @Test
    void needsNoBuildKitForGivenArguments() throws IOException {
        Dockerfile file = dockerfile("FROM a\nARG TARGETARCH\n");
        assertThat(file.needsBuildKit(Map.of("TARGETARCH", "amd64"))).isEmpty();
        assertThat(file.needsBuildKit(Map.of("TARGETOS", "linux"))).contains("ARG … TARGETARCH");
    }

    @Test
    void ignoresTheTextOfHeredocs() throws IOException {
        Dockerfile file = dockerfile("""
                FROM right
                COPY <<one <<-"two" /x/
                FROM wrong
                one
                FROM wrong
                \ttwo
                RUN true
                """);
        assertThat(file.base(Optional.empty(), Map.of())).contains("right");
    }

    @Test
    void continuesAtBackticksOnlyIfDeclared() throws IOException {
        assertThat(dockerfile("FROM a\nRUN echo `date`\nFROM b\n").base(Optional.empty(), Map.of()))
                .contains("b");
        assertThat(dockerfile("# escape=`\nFROM a\nRUN echo `\nFROM b\n").base(Optional.empty(), Map.of()))
                .contains("a");
    }

    @ParameterizedTest
    @CsvSource({
        "FROM second/x, 1, second/x",
        "FROM one, 2, ",
        "FROM ${TAG}, 3, r/y:1",
        "COPY --from=r/z:1 a b, 3, r/z:1",
        "COPY --chown=1 --from=one a b, 3, ",
        "COPY --from=0 a b, 3, ",
        "RUN x, 3, ",
        "FROM more, 4, "
    })
    void findsTheImageAStepPulls(String step, int froms, String pulled) throws IOException {
        Dockerfile file = dockerfile("ARG TAG=r/y:1\nFROM second/x AS one\nFROM one\nFROM ${TAG}\n");
        assertThat(file.pulled(step, froms, Map.of())).isEqualTo(Optional.ofNullable(pulled));
    }

    @Test
    void substitutesArgumentsAsInADockerfile() throws IOException {
        String text = "ARG A=1 B=\"two\"\nARG C=${A}-${B}\nFROM r/${C}${NONE:+x}${A:+y}${NONE-z}:${A}\n";
        assertThat(dockerfile(text).base(Optional.empty(), Map.of())).contains("r/1-twoyz:1");
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
