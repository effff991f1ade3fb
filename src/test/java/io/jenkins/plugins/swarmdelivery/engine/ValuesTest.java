package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's values: what they take, and what they refuse. */
class ValuesTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    @ParameterizedTest
    @CsvSource({
        "go-demo:1.0, go-demo, 1.0, ''",
        "registry.example:5000/team/go-demo:1.0, registry.example:5000/team/go-demo, 1.0, registry.example:5000",
        "localhost/go-demo:1, localhost/go-demo, 1, localhost",
        "10.77.0.1:5000/a_b/c--d:v1.2-rc.3, 10.77.0.1:5000/a_b/c--d, v1.2-rc.3, 10.77.0.1:5000",
    })
    void imagesAreParsed(String text, String repository, String tag, String registry) {
        ImageReference image = ImageReference.parse(text);
        assertThat(image.repository()).isEqualTo(repository);
        assertThat(image.tag()).contains(tag);
        assertThat(image.registry().orElse("")).isEqualTo(registry);
        assertThat(image).hasToString(text);
        assertThat(image.withDigest(DIGEST)).hasToString(text + "@" + DIGEST);
        assertThat(ImageReference.parse(text + "@" + DIGEST).pinned()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "UPPER:1", "a:b:c", "a@sha256:12", "-x", "a b", "a/", "http://a/b:1", "a:1\n"})
    void textsThatAreNoImagesAreRefused(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("image: \"" + text.replace('\n', ' ') + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a.b", "a/b"})
    void applicationNamesThatDockerWouldRefuse(String name) {
        assertThatThrownBy(() -> new Application(name)).isInstanceOf(RefusedException.class);
    }

    @Test
    void longestApplicationNameLeavesRoomForSuffixes() {
        String name = "a".repeat(48);
        assertThat(new Application(name).serviceName(Color.GREEN)).hasSizeLessThanOrEqualTo(63);
        assertThatThrownBy(() -> new Application(name + "a")).isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "node.labels.env==prod-like, true",
        "node.labels.env == PROD-LIKE, true",
        "node.labels.env!=prod-like, false",
        "node.labels.none==x, false",
        "node.labels.none!=x, true",
        "node.role==manager, true",
        "node.hostname==n1, true",
        "node.id!=n1, false",
        "node.platform.os==linux, true",
        "engine.labels.x==y, false",
    })
    void constraintsAsDockerReadsThem(String constraint, boolean matches) {
        assertThat(Placement.matches(constraint, FakeSwarm.node("n1", Map.of("env", "prod-like"))))
                .isEqualTo(matches);
    }

    @Test
    void tasksOnNodesThatAreDownOnlyLookAsIfTheyRan() {
        Node down = new Node(
                "n1",
                new Node.Host("n1", "", "linux", ""),
                new Node.Condition("worker", "active", "down", true),
                new Node.LabelSets(Map.of(), Map.of()),
                new Node.Resources(0, 0));
        Task task = new Task(
                "t1",
                new Task.Place(1, "n1"),
                new Task.Condition("running", "running", "", java.time.Instant.EPOCH),
                new Task.Container("", "", java.util.Optional.empty(), List.of()));
        Service service = new Service("s", 1, TestBed.spec());
        assertThat(Convergence.of(service, List.of(task), List.of(down)).healthy())
                .isZero();
        assertThat(Convergence.of(service, List.of(task), List.of(FakeSwarm.node("n1", Map.of())))
                        .healthy())
                .isEqualTo(1);
    }

    @Test
    void taskThatCompletesIsNoServer() {
        Task task = new Task(
                "t1",
                new Task.Place(1, "n1"),
                new Task.Condition("complete", "shutdown", "", java.time.Instant.EPOCH),
                new Task.Container("", "", java.util.Optional.of(0L), List.of()));
        Convergence seen = Convergence.of(
                new Service("s", 1, TestBed.spec()), List.of(task), List.of(FakeSwarm.node("n1", Map.of())));
        assertThat(seen.failures()).containsExactly(task);
        assertThat(seen).hasToString("0 of 3 tasks healthy, 1 failed: complete, exit code 0");
    }

    @Test
    void optionsAreChecked() {
        DeliveryOptions d = DeliveryOptions.DEFAULTS;
        assertThatThrownBy(() -> new TestBed.Options().bake(-1).build())
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("bake:");
        assertThatThrownBy(() -> new TestBed.Options().probe("healthz").build()).hasMessageStartingWith("probe:");
        assertThatThrownBy(() -> new TestBed.Options().keepReleases(0).build())
                .hasMessageStartingWith("keep releases:");
        assertThat(d.withAutoSwitch().autoSwitch()).isTrue();
    }

    @Test
    void fingerprintSeesTheTasksAlone() {
        ServiceSpec spec = TestBed.spec();
        assertThat(spec.withReplicas(9).withLabels(Map.of("a", "b")).fingerprint())
                .isEqualTo(spec.fingerprint());
        assertThat(spec.edited(tree -> Json.object(tree, "TaskTemplate").put("ForceUpdate", 3L))
                        .fingerprint())
                .isEqualTo(spec.fingerprint());
        assertThat(spec.withImage(ImageReference.parse("x:2")).fingerprint()).isNotEqualTo(spec.fingerprint());
    }

    @ParameterizedTest
    @CsvSource({"PT0.25S, 250ms", "PT45S, 45s", "PT1H30M, 1h30m", "PT61S, 1m1s", "PT0S, 0ms"})
    void durationsAsPeopleWriteThem(Duration duration, String text) {
        assertThat(Durations.text(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.label.env==prod", "node.labels.env=prod", "env==prod", "node.labels.env==", ""})
    void whatIsNoConstraintIsRefused(String text) {
        Placement.requireConstraint("node.labels.env == prod-like");

        assertThatThrownBy(() -> Placement.requireConstraint(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("placement: \"" + text + "\"");
    }

    @Test
    void historyStaysBounded() {
        Ledger ledger = Ledger.empty(new Application("a"));
        Lease lease = new Lease("t", "o", "r", java.time.Instant.EPOCH, java.time.Instant.EPOCH);
        for (int i = 0; i < 60; i++) {
            ledger = ledger.recording(
                    HistoryEntry.unlocked(lease, "x".repeat(5000) + i, Author.named("a"), java.time.Instant.EPOCH));
        }
        assertThat(ledger.history())
                .hasSize(Ledger.HISTORY)
                .allMatch(entry -> entry.reason().length() < 700);
    }
}
