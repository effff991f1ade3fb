package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecDiff;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
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
}
