package io.jenkins.plugins.swarmdelivery.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.FakeSwarm;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database of docker stack deploy, as Docker tells it, beside what a delivery would create. */
class EquivalentSpecsTest {
    private static final String HASH = "_8b2f3aa2c2941416";

    private final FakeSwarm swarm = new FakeSwarm();

    @BeforeEach
    void createConfig() {
        swarm.create(Swarm.Kind.CONFIG, Map.of("Name", "shop_page", "Data", "aGVsbG8="));
    }

    private static ServiceSpec running() {
        return spec(
                Map.of(
                        "Image",
                        "postgres:15",
                        "Isolation",
                        "default",
                        "Privileges",
                        Map.of(),
                        "Configs",
                        List.of(Map.of("ConfigName", "shop_page", "File", Map.of("Name", "/page"))),
                        "Secrets",
                        List.of(Map.of("SecretName", "shop_pw", "File", Map.of("Name", "pw")))),
                Map.of("Platforms", List.of(Map.of("OS", "linux"))),
                Map.of("Replicated", Map.of("Replicas", 1L)));
    }

    private static ServiceSpec wanted() {
        return spec(
                Map.of(
                        "Image",
                        "postgres:15",
                        "Privileges",
                        Map.of("NoNewPrivileges", false),
                        "Configs",
                        List.of(Map.of(
                                "ConfigID", "", "ConfigName", "shop_page" + HASH, "File", Map.of("Name", "/page"))),
                        "Secrets",
                        List.of(Map.of("SecretID", "", "SecretName", "shop_pw" + HASH, "File", Map.of("Name", "pw")))),
                Map.of(),
                Map.of("Replicated", Map.of()));
    }

    private static ServiceSpec spec(
            Map<String, Object> container, Map<String, Object> placement, Map<String, Object> mode) {
        return new ServiceSpec(Json.copy(Map.of(
                "Name",
                "shop_db",
                "TaskTemplate",
                Map.of("ContainerSpec", container, "Placement", placement, "Runtime", "container"),
                "Mode",
                mode)));
    }

    private Optional<EquivalentSpecs.Equivalent> equivalent(String page, Consumer<Map<String, Object>> edit) {
        StackSource.Bodies bodies =
                new StackSource.Bodies(List.of(Map.of("Name", "shop_page" + HASH, "Data", page)), List.of());
        return new EquivalentSpecs(swarm, bodies).equivalent(running(), wanted().edited(edit));
    }

    @Test
    void sameServiceIsAlikeAndItsSecretIsAssumedToBe() {
        assertThat(equivalent("aGVsbG8=", tree -> {}))
                .contains(new EquivalentSpecs.Equivalent(running(), List.of("shop_pw")));
    }

    @Test
    void anotherContentOfAConfigIsAChange() {
        assertThat(equivalent("b3RoZXI=", tree -> {})).isEmpty();
    }

    @Test
    void anotherImageIsAChange() {
        assertThat(equivalent(
                        "aGVsbG8=",
                        tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                                .put("Image", "postgres:16")))
                .isEmpty();
    }

    @Test
    void anotherNumberOfTasksRestartsNone() {
        EquivalentSpecs.Equivalent scaled = equivalent(
                        "aGVsbG8=",
                        tree -> Json.object(tree, "Mode", "Replicated").put("Replicas", 2L))
                .orElseThrow();

        assertThat(scaled.spec().fingerprint()).isEqualTo(running().fingerprint());
        assertThat(scaled.spec().mode()).isEqualTo(new ServiceSpec.Mode.Replicated(2));
    }
}
