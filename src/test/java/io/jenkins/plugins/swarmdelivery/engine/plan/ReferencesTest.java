package io.jenkins.plugins.swarmdelivery.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One spec fits every cluster: secrets and configs are found by their names. */
class ReferencesTest {
    private static final Map<String, Object> FILE = Map.of("Name", "x", "UID", "0", "GID", "0", "Mode", 292L);

    private final TestBed bed = new TestBed();

    @BeforeEach
    void oneOfEach() {
        bed.swarm.secrets.add(new Swarm.Named("secret-id", "db-password"));
        bed.swarm.configs.add(new Swarm.Named("config-id", "settings"));
    }

    private Plan plan(Map<String, Object> container) {
        ServiceSpec spec = TestBed.spec()
                .edited(tree ->
                        Json.object(tree, "TaskTemplate", "ContainerSpec").putAll(container));
        Order.Deploy order = bed.order("1.0");
        return bed.engine()
                .plan(new Order.Deploy(
                        TestBed.APP,
                        new Order.Deploy.Wanted(order.image(), Optional.of(spec), Optional.empty()),
                        Order.Deploy.Terms.STRICT,
                        order.options()));
    }

    private static Object at(Plan plan, String list, String field) {
        return Json.at(
                Json.list(plan.spec().tree(), "TaskTemplate", "ContainerSpec", list)
                        .get(0),
                field);
    }

    @Test
    void namesGetTheIdsOfThisCluster() {
        Plan plan = plan(Map.of(
                "Secrets", List.of(Map.of("SecretName", "db-password", "File", FILE)),
                "Configs", List.of(Map.of("ConfigName", "settings", "File", FILE))));
        assertThat(plan.problems()).isEmpty();
        assertThat(at(plan, "Secrets", "SecretID")).isEqualTo("secret-id");
        assertThat(at(plan, "Configs", "ConfigID")).isEqualTo("config-id");
    }

    @Test
    void idOfAnotherClusterGivesWayToTheName() {
        Plan plan = plan(Map.of(
                "Secrets",
                List.of(Map.of("SecretName", "db-password", "SecretID", "elsewhere", "File", FILE)),
                "Privileges",
                Map.of("CredentialSpec", Map.of("Config", "settings"))));
        assertThat(at(plan, "Secrets", "SecretID")).isEqualTo("secret-id");
        assertThat(Json.text(
                        plan.spec().tree(), "TaskTemplate", "ContainerSpec", "Privileges", "CredentialSpec", "Config"))
                .contains("config-id");
    }

    @Test
    void idAloneGetsItsName() {
        Plan plan = plan(Map.of("Secrets", List.of(Map.of("SecretID", "secret-id", "File", FILE))));
        assertThat(plan.problems()).isEmpty();
        assertThat(at(plan, "Secrets", "SecretName")).isEqualTo("db-password");
    }

    @Test
    void whatIsNotThereIsNamedWithTheRemedy() {
        assertThat(plan(Map.of("Secrets", List.of(Map.of("SecretName", "gone", "SecretID", "secret-id", "File", FILE))))
                        .problems())
                .containsExactly("secret gone does not exist (TaskTemplate.ContainerSpec.Secrets[0]); create it first:"
                        + " docker secret create gone FILE");
        assertThat(plan(Map.of("Configs", List.of(Map.of("ConfigID", "elsewhere", "File", FILE))))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("config elsewhere does not exist");
    }

    @Test
    void referencesThatDockerCallsMalformedAreToldByField() {
        assertThat(plan(Map.of("Secrets", List.of(Map.of("File", FILE)))).problems())
                .singleElement()
                .asString()
                .startsWith("TaskTemplate.ContainerSpec.Secrets[0]: has neither SecretName nor SecretID");
        assertThat(plan(Map.of("Configs", List.of(Map.of("ConfigName", "settings"))))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("TaskTemplate.ContainerSpec.Configs[0]: settings has no File");
    }
}
