package io.jenkins.plugins.swarmdelivery.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.registry.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildFlowTest {
    private static final String BASE = "r.example/base:1";
    private static final ImageReference IMAGE = ImageReference.parse("r.example/app:1.7");

    @TempDir
    Path context;

    /** Tags and their digests; a builder's pushes are recorded here. */
    private final Map<String, String> tags = new TreeMap<>(Map.of(BASE, digest("b")));

    private final List<String> happened = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Stop stop = new Stop();
    private String built = "1";
    private boolean replaced;
    private TestResult result = passed();

    private static String digest(String hex) {
        return "sha256:" + hex.repeat(64);
    }

    private static TestResult passed() {
        return new TestResult(Optional.of(0), Optional.empty(), Duration.ofSeconds(1), List.of(), List.of("so so"));
    }

    @BeforeEach
    void writeDockerfiles() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM " + BASE + "\n");
        Files.writeString(context.resolve("Dockerfile.test"), "FROM scratch\n");
    }

    private final ImageBuilder builder = new ImageBuilder() {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Built make(BuildOrder order, ImageReference image, boolean push, Consumer<String> log) {
            happened.add((push ? "push " : "build ") + image.tag().orElseThrow() + " of " + order.dockerfile());
            if (push) {
                tags.put(image.toString(), replaced ? digest("f") : digest(built));
            }
            return new Built(digest(built), push ? Optional.of(digest(built)) : Optional.empty());
        }
    };

    private final ImageRegistry registry = image -> {
        String digest = tags.get(image.toString());
        if (digest == null) {
            throw new SwarmException.NotFound("no " + image, null);
        }
        return image.withDigest(digest);
    };

    private final ImageStore store = new ImageStore() {
        @Override
        public Optional<String> digest(ImageReference image) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> tags(ImageReference image) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void mark(ImageReference image, String tag) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long size(ImageReference image) {
            if (image.repository().startsWith("plain")) {
                throw new SwarmException.Unavailable("no https there", null);
            }
            return 4711;
        }

        @Override
        public Optional<String> configuration(ImageReference image) {
            return Optional.of(BuildFlowTest.digest("c"));
        }
    };

    private final TestRunner runner = new TestRunner() {
        @Override
        public String mode() {
            return "fake";
        }

        @Override
        public TestResult run(ImageReference image, TestOrder order, Consumer<String> log) {
            happened.add("test " + image);
            log.accept("the secret is hush-hush");
            return result;
        }
    };

    private final List<BuildPhase> phases = new ArrayList<>();
    private final BuildLog log = new BuildLog() {
        @Override
        public void step(BuildPhase phase, String step, ImageReference image) {
            phases.add(phase);
        }

        @Override
        public void line(String line) {
            happened.add("log " + line);
        }

        @Override
        public void warn(String message) {
            warnings.add(message);
        }
    };

    private BuildReport run(BuildRequest request) {
        return new BuildFlow(builder, registry, store, stop, log, Clock.systemUTC()).run(request, runner);
    }

    private BuildRequest request(ImageReference image, boolean tests, boolean overwrite) {
        BuildOrder order = new BuildOrder(
                context,
                "Dockerfile",
                Optional.empty(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                List.of(),
                false,
                Map.of());
        Path secret = context.resolve("secret");
        try {
            Files.writeString(secret, "hush-hush\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        TestOrder run =
                new TestOrder(List.of(), Map.of(), Map.of("token", secret), Optional.empty(), Duration.ofMinutes(1));
        BuildOrder testsOrder = order.with("Dockerfile.test", Optional.empty(), Map.of());
        return new BuildRequest(
                image,
                order,
                tests ? Optional.of(new BuildRequest.Tests(testsOrder, run)) : Optional.empty(),
                overwrite,
                false,
                Optional.of("abc"),
                Optional.empty());
    }

    @Test
    void pushesTheVersionLast() {
        BuildReport report = run(request(IMAGE, true, false));
        assertThat(happened)
                .containsExactly(
                        "push 1.7-tests of Dockerfile.test",
                        "test r.example/app:1.7-tests@" + digest("1"),
                        "log the secret is ****",
                        "push 1.7 of Dockerfile");
        BuildRecord record = report.image().orElseThrow();
        assertThat(record.image()).hasToString(IMAGE + "@" + digest("1"));
        assertThat(record.base()).isEqualTo(BASE + "@" + digest("b"));
        assertThat(record.size()).contains(4711L);
        assertThat(record.revision()).contains("abc");
        assertThat(record.pushed()).isTrue();
        assertThat(report.testsImage().orElseThrow().base()).isEqualTo("scratch");
        assertThat(warnings).containsExactly("so so");
        assertThat(phases).isEqualTo(BuildPhase.of(true));
    }

    @Test
    void buildsNoImageIfTestsFail() {
        result = new TestResult(
                Optional.of(3), Optional.of("ended with 3"), Duration.ofSeconds(1), List.of(), List.of());
        BuildReport report = run(request(IMAGE, true, false));
        assertThat(report.image()).isEmpty();
        assertThat(report.tests()).contains(result);
        assertThat(tags).doesNotContainKey(IMAGE.toString());
        assertThat(happened).noneMatch(step -> step.contains(" 1.7 of"));
        assertThat(phases).containsExactly(BuildPhase.TESTS_IMAGE, BuildPhase.TESTS);
    }

    @Test
    void comparesAnExistingVersionInsteadOfPushing() {
        tags.put(IMAGE.toString(), digest("9"));
        assertThatThrownBy(() -> run(request(IMAGE, false, false)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("already exists in the registry")
                .hasMessageContaining(digest("9"))
                .hasMessageContaining("overwrite");
        // Engines identify an image by its configuration or by its manifest.
        for (String same : List.of("9", "c")) {
            built = same;
            BuildRecord record = run(request(IMAGE, false, false)).image().orElseThrow();
            assertThat(record.pushed()).isFalse();
            assertThat(record.image().digest()).contains(digest("9"));
        }
        assertThat(happened).containsOnly("build 1.7 of Dockerfile");
        assertThat(phases).containsOnlyElementsOf(BuildPhase.of(false));
        assertThat(run(request(IMAGE, false, true))
                        .image()
                        .orElseThrow()
                        .image()
                        .digest())
                .contains(digest("c"));
    }

    @Test
    void failsIfTheRegistryServesAnotherDigest() {
        replaced = true;
        assertThatThrownBy(() -> run(request(IMAGE, false, false)))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining(digest("1"))
                .hasMessageContaining(digest("f"));
    }

    @Test
    void warnsIfTheSizeIsUnknown() {
        BuildReport report = run(request(ImageReference.parse("plain.example/app:1"), false, false));
        assertThat(report.image().orElseThrow().size()).isEmpty();
        assertThat(warnings).singleElement().asString().contains("no https there");
    }

    @Test
    void stopsBeforeTheNextStep() {
        stop.now("SIGTERM");
        assertThatThrownBy(() -> run(request(IMAGE, true, false)))
                .isInstanceOf(BuildException.class)
                .hasMessage("stopped by SIGTERM");
        assertThat(tags).doesNotContainKey(IMAGE.toString());
    }

    @Test
    void refusesAFloatingVersion() {
        for (String image : List.of("r.example/app", "r.example/app:latest")) {
            assertThatThrownBy(() -> request(ImageReference.parse(image), false, false))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("allow latest");
        }
        assertThatThrownBy(() -> request(IMAGE.withDigest(digest("1")), false, false))
                .isInstanceOf(RefusedException.class);
    }
}
