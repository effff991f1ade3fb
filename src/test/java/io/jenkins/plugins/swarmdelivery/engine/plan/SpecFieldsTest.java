package io.jenkins.plugins.swarmdelivery.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Docker ignores what it does not know, and takes names in any case: neither may pass without a word. */
class SpecFieldsTest {
    private final TestBed bed = new TestBed();

    private Plan plan(Consumer<Map<String, Object>> change) {
        Order.Deploy order = bed.order("1.0");
        ServiceSpec spec = TestBed.spec().edited(change);
        return bed.engine()
                .plan(new Order.Deploy(
                        TestBed.APP,
                        new Order.Deploy.Wanted(order.image(), Optional.of(spec), Optional.empty()),
                        Order.Deploy.Terms.STRICT,
                        order.options()));
    }

    @ParameterizedTest
    @CsvSource({
        "ContainerSpec, Mount, Mounts",
        "ContainerSpec, HealthCheck, Healthcheck",
        "ContainerSpec, StopGracePriod, StopGracePeriod",
        "Placement, Constraint, Constraints",
        "Placement, MaxReplica, MaxReplicas",
        "RestartPolicy, MaxAttemps, MaxAttempts"
    })
    void misspeltFieldsAreRefusedWithTheRightOne(String object, String written, String meant) {
        assertThat(plan(tree -> Json.object(tree, "TaskTemplate", object).put(written, List.of()))
                        .problems())
                .containsExactly("TaskTemplate." + object + "." + written + ": is not a field of the Engine API; write "
                        + meant);
    }

    @Test
    void fieldsInAnotherCaseCannotSlipPastTheRules() {
        Map<String, Object> socket = Map.of("Type", "bind", "Source", "/var/run/docker.sock", "Target", "/s");
        assertThat(plan(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                                .put("mounts", List.of(socket)))
                        .problems())
                .containsExactly("TaskTemplate.ContainerSpec.mounts: is not a field of the Engine API; write Mounts");
        assertThat(plan(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                                .put("Mounts", List.of(Map.of("Type", "volume", "type", "bind", "Source", "/x"))))
                        .problems())
                .containsExactly(
                        "TaskTemplate.ContainerSpec.Mounts[0].type: is not a field of the Engine API; write Type");
    }

    @Test
    void fieldsOfANewerDockerArePassedOnWithAWarning() {
        Plan plan =
                plan(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec").put("Teleport", true));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.warnings())
                .anyMatch(line -> line.startsWith("TaskTemplate.ContainerSpec.Teleport: not a field"));
        assertThat(Json.flag(plan.spec().tree(), "TaskTemplate", "ContainerSpec", "Teleport"))
                .isTrue();
    }

    @Test
    void namesThatAreTheUsersOwnAreNotJudged() {
        Plan plan = plan(tree -> {
            Json.object(tree, "Labels").put("networks", "x");
            Json.object(tree, "TaskTemplate", "ContainerSpec", "Sysctls").put("net.core.somaxconn", "1");
            Json.object(tree, "TaskTemplate", "LogDriver", "Options").put("Mode", "x");
        });
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.warnings()).noneMatch(line -> line.contains("Engine API"));
    }

    @Test
    void whatDockerItselfWroteIsNotJudged() {
        bed.deliver("1.0");
        bed.swarm.changeByHand("go-demo-blue", spec -> spec.edited(tree -> tree.put("Lables", "x")));
        assertThat(bed.engine().plan(bed.order("2.0")).problems()).isEmpty();
    }

    @Test
    void pluginsAreNoContainers() {
        assertThat(plan(tree -> Json.object(tree, "TaskTemplate").put("Runtime", "plugin"))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("TaskTemplate.Runtime: \"plugin\" cannot serve");
        assertThat(plan(tree -> Json.object(tree, "TaskTemplate", "PluginSpec").put("Remote", "x"))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("TaskTemplate.PluginSpec");
    }
}
