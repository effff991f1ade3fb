package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.DriftReport.Drifted;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecDiff;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody changed outside of deliveries. */
class DriftReportTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void deliverAStack() {
        bed.router.stack = true;
        assertThat(TestBeds.finish(bed, new FakeStack("1.0").order(o -> o.autoSwitch()))
                        .phase())
                .isEqualTo(Phase.DONE);
    }

    private List<Drifted> drift() {
        return bed.engine().drift(APP);
    }

    @Test
    void nothingDriftsByADelivery() {
        assertThat(drift()).isEmpty();

        TestBeds.finish(bed, new FakeStack("2.0").version("db", "16").order(o -> o.autoSwitch()));
        assertThat(drift()).isEmpty();
    }

    @Test
    void scalingAndRestartingAreNoDrift() {
        bed.swarm.changeByHand("go-demo-api-blue", spec -> spec.withReplicas(5));
        bed.swarm.changeByHand("go-demo_db", spec -> restarted(spec.withReplicas(3)));

        assertThat(drift()).isEmpty();
    }

    @Test
    void namesTheFieldOfEachServiceThatWasChanged() {
        bed.swarm.changeByHand("go-demo-api-blue", spec -> with(spec, "Env", List.of("LOG=debug")));
        bed.swarm.changeByHand("go-demo_db", spec -> with(spec, "User", "root"));

        assertThat(drift())
                .extracting(Drifted::subject)
                .containsExactly("service go-demo-api-blue", "shared service go-demo_db");
        assertThat(drift().get(0).changes())
                .extracting(SpecDiff.Change::toString)
                .containsExactly("+ TaskTemplate.ContainerSpec.Env.LOG = \"debug\"");
        assertThat(drift().get(1).changes())
                .extracting(SpecDiff.Change::path)
                .containsExactly("TaskTemplate.ContainerSpec.User");
        assertThat(drift().get(1).remedy()).startsWith("docker service rollback go-demo_db");
    }

    @Test
    void findsTheFieldBehindSeveralChanges() {
        bed.swarm.changeByHand("go-demo-api-blue", spec -> with(spec, "User", "root"));
        bed.swarm.changeByHand("go-demo-api-blue", spec -> spec.withReplicas(4));

        assertThat(drift().get(0).changes())
                .extracting(SpecDiff.Change::toString)
                .containsExactly("+ TaskTemplate.ContainerSpec.User = \"root\"");
    }

    @Test
    void findsWhatIsNoPartOfTheTasks() {
        bed.swarm.changeByHand(
                "go-demo-api-blue",
                spec -> spec.edited(tree -> Json.object(tree, "Labels").put("traefik.enable", "true")));

        assertThat(drift()).singleElement().satisfies(drifted -> {
            assertThat(drifted.what())
                    .isEqualTo("service go-demo-api-blue has drifted: its spec differs from what was released");
            assertThat(drifted.changes())
                    .extracting(SpecDiff.Change::toString)
                    .containsExactly("+ Labels.traefik.enable = \"true\"");
        });
    }

    @Test
    void aVariableWithTheValueOfSomeDefaultIsDrift() {
        bed.swarm.changeByHand("go-demo_db", spec -> with(spec, "Env", List.of("MODE=default", "FLAG=")));

        assertThat(drift().get(0).changes())
                .extracting(SpecDiff.Change::path)
                .containsExactly("TaskTemplate.ContainerSpec.Env.FLAG", "TaskTemplate.ContainerSpec.Env.MODE");
    }

    @Test
    void aServiceCreatedAgainByHandIsNamed() {
        ServiceSpec api = bed.swarm.spec("go-demo-api-blue");
        bed.swarm.removeByHand("go-demo-api-blue");
        bed.swarm.createByHand(api);

        assertThat(drift())
                .singleElement()
                .satisfies(drifted -> assertThat(drifted.what()).contains("was re-created"));
    }

    @Test
    void aStandbyHasARemedyThatLeavesUsersAlone() {
        TestBeds.finish(bed, new FakeStack("2.0").order(o -> o.autoSwitch().keepStandby(3600)));
        bed.swarm.removeByHand("go-demo-api-blue");

        assertThat(drift()).singleElement().satisfies(drifted -> {
            assertThat(drifted.what()).startsWith("service go-demo-api-blue of blue 1.0");
            assertThat(drifted.remedy())
                    .endsWith("retire it if it is not needed")
                    .doesNotContain("--to");
        });
    }

    @Test
    void planSaysThatASharedServiceStaysAsItIs() {
        bed.swarm.changeByHand("go-demo_db", spec -> with(spec, "User", "root"));

        assertThat(bed.engine().plan(new FakeStack("2.0").order(o -> o)).warnings())
                .contains("shared service go-demo_db has drifted: its spec differs from what was released"
                        + " (TaskTemplate.ContainerSpec.User); it stays as it is unless its definition in the stack file"
                        + " changes");
    }

    @Test
    void namesWhatIsGone() {
        bed.swarm.removeByHand("go-demo_db");
        bed.swarm.removeByHand("go-demo-worker-blue");
        bed.swarm.configs.clear();

        assertThat(drift())
                .extracting(Drifted::what)
                .satisfiesExactly(
                        worker -> assertThat(worker).startsWith("service go-demo-worker-blue of blue 1.0"),
                        config -> assertThat(config).startsWith("config go-demo_page_hello of blue 1.0"),
                        db -> assertThat(db).isEqualTo("shared service go-demo_db no longer exists"));
    }

    @Test
    void aCandidateThatWaitsDefinesTheSharedServices() {
        TestBeds.finish(bed, new FakeStack("2.0").version("db", "16").order(o -> o));
        assertThat(drift()).isEmpty();

        bed.swarm.changeByHand("go-demo_db", spec -> with(spec, "User", "root"));
        assertThat(drift()).extracting(Drifted::subject).containsExactly("shared service go-demo_db");
    }

    @Test
    void planNamesTheFieldButNotItsValue() {
        bed.swarm.changeByHand("go-demo-api-blue", spec -> with(spec, "Env", List.of("TOKEN=hunter2")));

        List<String> warnings =
                bed.engine().plan(new FakeStack("2.0").order(o -> o)).warnings();

        assertThat(warnings)
                .anySatisfy(warning -> assertThat(warning)
                        .contains("service go-demo-api-blue has drifted")
                        .contains("TaskTemplate.ContainerSpec.Env.TOKEN")
                        .contains("the new release is made from the stack file alone"));
        assertThat(warnings).noneMatch(warning -> warning.contains("hunter2"));
    }

    private static ServiceSpec with(ServiceSpec spec, String field, Object value) {
        return spec.edited(
                tree -> Json.object(tree, "TaskTemplate", "ContainerSpec").put(field, value));
    }

    private static ServiceSpec restarted(ServiceSpec spec) {
        return spec.edited(tree -> Json.object(tree, "TaskTemplate").put("ForceUpdate", 1L));
    }
}
