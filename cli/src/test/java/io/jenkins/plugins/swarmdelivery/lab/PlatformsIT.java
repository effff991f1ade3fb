package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One version for several platforms: an index, whose digest identifies the image from the build to the mark. */
class PlatformsIT extends BuildLabTest {
    private static final String BOTH = "linux/amd64,linux/arm64";

    @TempDir
    static Path place;

    private static StandaloneEngine engine;

    @BeforeAll
    static void startEngine() {
        engine = new StandaloneEngine(place);
    }

    @AfterAll
    static void stopEngine() {
        if (engine != null) {
            engine.close();
        }
    }

    /** Nothing runs in it, so it needs no emulation. */
    @BeforeEach
    void fillContext() {
        write("ctx/Dockerfile", "FROM scratch\nARG TARGETARCH\nCOPY version-$TARGETARCH /version\n");
        write("ctx/version-amd64", version + " for amd64\n");
        write("ctx/version-arm64", version + " for arm64\n");
    }

    private Cli.Outcome buildOn(String engine, Map<String, String> tools, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("build", LAB.image(version), folder.resolve("ctx").toString()));
        arguments.addAll(List.of("--cluster", "staging", "--engine", engine, "--created", "2026-01-31T12:00:00Z"));
        arguments.addAll(List.of(options));
        return Cli.run(LAB.clustersFile(), tools, arguments.toArray(String[]::new));
    }

    @Test
    void usesAndMarksTheDigestOfTheIndex() {
        JsonNode image = buildOn(engine.address(), newer(), "--platform", BOTH)
                .expect(0)
                .json()
                .path("image");
        String digest = image.path("digest").asText();
        assertThat(digest).isEqualTo(served(version));
        JsonNode index = manifest(version);
        assertThat(index.path("manifests"))
                .extracting(each -> each.at("/platform/architecture").asText())
                .containsExactlyInAnyOrder("amd64", "arm64");
        assertThat(image.path("size").asLong()).isPositive();

        JsonNode again = buildOn(engine.address(), newer(), "--platform", BOTH)
                .expect(0)
                .json()
                .path("image");
        assertThat(again.path("digest").asText()).isEqualTo(digest);
        assertThat(again.path("pushed").asBoolean(true)).isFalse();

        String mark = "tested-" + version;
        JsonNode marked = Cli.run("mark", "staging", LAB.property("goDemoImage") + "@" + digest, "--as", mark)
                .expect(0)
                .json();
        assertThat(marked.path("digest").asText()).isEqualTo(digest);
        assertThat(served(mark)).isEqualTo(digest);
        assertThat(manifest(mark)).isEqualTo(index);
        assertNothingLeft();
    }

    /** Attestations of a build differ each time, and would change the image's digest. */
    @Test
    void singlePlatformBuildsTheSameImageWithoutIndex() {
        String digest = buildOn(engine.address(), newer())
                .expect(0)
                .json()
                .at("/image/digest")
                .asText();
        assertThat(digest).isEqualTo(served(version));
        assertThat(manifest(version).path("manifests")).isEmpty();
        JsonNode again = buildOn(engine.address(), newer()).expect(0).json().path("image");
        assertThat(again.path("digest").asText()).isEqualTo(digest);
        assertThat(again.path("pushed").asBoolean(true)).isFalse();
    }

    @Test
    void reportsABuilderWithoutSeveralPlatforms() {
        String older = LAB.property("staging.managers");
        assertThat(buildOn(older, older(), "--platform", BOTH).expect(2).text())
                .contains("needs BuildKit (several platforms)", "docker-buildx");
        assertThat(buildOn(older, newer(), "--platform", BOTH).expect(1).text())
                .contains("Multi-platform build is not supported", "$BUILDX_BUILDER");
        assertThat(served(version)).isEmpty();
        assertNothingLeft();
    }
}
