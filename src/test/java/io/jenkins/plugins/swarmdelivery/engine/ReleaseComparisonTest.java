package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseDiff;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecDiff;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReleaseComparisonTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void routeToWeb() {
        bed.router.stack = true;
    }

    private void deliver(FakeStack stack) {
        assertThat(TestBeds.finish(bed, stack.order(o -> o.autoSwitch())).phase())
                .isEqualTo(Phase.DONE);
    }

    @Test
    void tellsWhatChangedOfEachServiceWhateverItsColor() {
        deliver(new FakeStack("1.0"));
        deliver(new FakeStack("1.0").version("api", "2.0").page("bye"));

        ReleaseComparison compared = bed.engine().compare(APP, "#1", Optional.empty());

        assertThat(compared.before().number()).isEqualTo(1);
        assertThat(compared.after().number()).isEqualTo(2);
        assertThat(compared.diff().parts())
                .extracting(part -> part.part().name() + " " + part.word())
                .containsExactly(
                        "db unchanged", "migrate unchanged", "api changed", "web unchanged", "worker unchanged");
        assertThat(compared.diff().parts().get(2).changes())
                .extracting(SpecDiff.Change::path)
                .containsExactly("TaskTemplate.ContainerSpec.Configs", "TaskTemplate.ContainerSpec.Image");
        assertThat(compared.diff().objects())
                .containsExactly("- config go-demo_page_hello", "+ config go-demo_page_bye");
    }

    @Test
    void aReleaseDoesNotDifferFromItself() {
        deliver(new FakeStack("1.0"));

        assertThat(bed.engine().compare(APP, "1.0", Optional.of("#1")).diff().none())
                .isTrue();
    }

    @Test
    void tellsWhichServicesCameAndWent() {
        deliver(new FakeStack("1.0"));
        deliver(new FakeStack("2.0").without("worker", "db"));

        ReleaseComparison forth = bed.engine().compare(APP, "1.0", Optional.of("2.0"));
        ReleaseComparison back = bed.engine().compare(APP, "2.0", Optional.of("1.0"));

        assertThat(forth.diff().parts())
                .extracting(part -> part.part().name() + " " + part.word())
                .contains("worker removed", "db left");
        assertThat(back.diff().parts())
                .filteredOn(part -> part.word().equals("created"))
                .extracting((Plan.PartChange part) -> part.part().name())
                .containsExactly("db", "worker");
    }

    @Test
    void listsWhatThereIsWhereAReleaseIsNotKept() {
        deliver(new FakeStack("1.0"));

        assertThatThrownBy(() -> bed.engine().compare(APP, "0.9", Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessage("release 0.9 of go-demo is not kept; these are: 1.0 (#1)");
    }

    @Test
    void comparesReleasesOfASingleService() {
        bed.router.stack = false;
        TestBeds.finish(bed, bed.order("1.0", o -> o.autoSwitch()));
        TestBeds.finish(bed, bed.order("2.0", o -> o.autoSwitch()));

        assertThat(bed.engine().compare(APP, "1.0", Optional.empty()).diff().parts())
                .singleElement()
                .satisfies(part -> assertThat(part.changes())
                        .extracting(SpecDiff.Change::path)
                        .containsExactly("TaskTemplate.ContainerSpec.Image"));
    }

    @Test
    void redactedItKeepsOnlyValuesThatCannotBeSecrets() {
        ReleaseSpec before = ReleaseSpec.of(TestBed.spec());
        ReleaseSpec after = ReleaseSpec.of(TestBed.spec().edited(tree -> {
            Json.object(tree, "Labels").put("users", "ann:swordfish");
            Json.object(tree, "TaskTemplate", "LogDriver").put("Options", Map.of("token", "swordfish"));
            Map<String, Object> container = Json.object(tree, "TaskTemplate", "ContainerSpec");
            container.put("Image", "anything:2");
            container.put("Env", List.of("PASSWORD=swordfish"));
            container.put("Args", List.of("--password", "swordfish"));
            container.put("Field of a later Docker", "swordfish");
            container.put("Healthcheck", Map.of("Test", List.of("CMD", "check", "swordfish"), "Retries", 2L));
            Json.object(tree, "Mode", "Replicated").put("Replicas", 5L);
        }));

        ReleaseDiff diff = ReleaseDiff.between(APP, before, after).redacted();

        assertThat(diff.parts())
                .singleElement()
                .satisfies(part -> assertThat(part.changes())
                        .extracting(SpecDiff.Change::toString)
                        .containsExactlyInAnyOrder(
                                "+ Labels.users = \"(hidden)\"",
                                "~ Mode.Replicated.Replicas: 3 -> 5",
                                "+ TaskTemplate.ContainerSpec.Args = \"(hidden)\"",
                                "+ TaskTemplate.ContainerSpec.Env.PASSWORD = \"(hidden)\"",
                                "+ TaskTemplate.ContainerSpec.Field of a later Docker = \"(hidden)\"",
                                "+ TaskTemplate.ContainerSpec.Healthcheck.Retries = 2",
                                "~ TaskTemplate.ContainerSpec.Healthcheck.Test: \"(hidden)\" -> \"(hidden)\"",
                                "~ TaskTemplate.ContainerSpec.Image: \"anything:1\" -> \"anything:2\"",
                                "+ TaskTemplate.LogDriver = \"(hidden)\""));
    }
}
