package io.jenkins.plugins.swarmdelivery.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.TestOptions;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who delivers chooses the spec; what makes a container root on its node needs the cluster's word. */
class SpecRulesTest {
    private final TestBed bed = new TestBed();

    private List<String> problems(Consumer<Map<String, Object>> change) {
        Order.Deploy order = bed.order("1.0");
        ServiceSpec spec = TestBed.spec().edited(change);
        return bed.engine()
                .plan(new Order.Deploy(
                        TestBed.APP,
                        new Order.Deploy.Wanted(order.image(), Optional.of(spec), Optional.empty()),
                        Order.Deploy.Terms.STRICT,
                        order.options()))
                .problems();
    }

    private static Consumer<Map<String, Object>> container(String field, Object value) {
        return tree -> Json.object(tree, "TaskTemplate", "ContainerSpec").put(field, value);
    }

    private static Consumer<Map<String, Object>> mounting(Map<String, Object> mount) {
        return container("Mounts", List.of(mount));
    }

    private void allow(SpecRules.Permission permission) {
        bed.rules = new SpecRules(Set.of(permission), List.of());
    }

    @Test
    void foldersOfNodesNeedPermission() {
        Consumer<Map<String, Object>> socket =
                mounting(Map.of("Type", "bind", "Source", "/var/run/docker.sock", "Target", "/s", "ReadOnly", true));
        assertThat(problems(socket))
                .singleElement()
                .asString()
                .contains("ContainerSpec.Mounts[0] of /var/run/docker.sock")
                .contains("have an administrator add bind-mounts to the cluster's allow");
        allow(SpecRules.Permission.BIND_MOUNTS);
        assertThat(problems(socket)).isEmpty();
    }

    @Test
    void foldersOfNodesInDisguiseNeedItToo() {
        Map<String, Object> folder = Map.of("device", "/etc", "o", "bind", "type", "none");
        for (Map<String, Object> mount : List.<Map<String, Object>>of(
                Map.of("Type", "BIND", "Source", "/", "Target", "/x"),
                Map.of("Source", "/", "Target", "/x"),
                Map.of("Type", "npipe", "Source", "docker_engine", "Target", "x"),
                Map.of(
                        "Type", "volume",
                        "Source", "v",
                        "VolumeOptions", Map.of("DriverConfig", Map.of("Options", folder))))) {
            assertThat(problems(mounting(mount)))
                    .as("%s", mount)
                    .singleElement()
                    .asString()
                    .contains("bind-mounts");
        }
        assertThat(problems(mounting(Map.of("Type", "Volume", "Source", "v", "Target", "/x"))))
                .isEmpty();
        assertThat(problems(mounting(Map.of("Type", "tmpfs", "Target", "/x")))).isEmpty();
    }

    @Test
    void capabilitiesNeedPermission() {
        Consumer<Map<String, Object>> change = container("CapabilityAdd", List.of("CAP_SYS_ADMIN"));
        assertThat(problems(change))
                .singleElement()
                .asString()
                .contains("ContainerSpec.CapabilityAdd [\"CAP_SYS_ADMIN\"]", "add capabilities to the cluster's allow");
        allow(SpecRules.Permission.CAPABILITIES);
        assertThat(problems(change)).isEmpty();
    }

    @Test
    void weakerProtectionNeedsPermission() {
        List<Map<String, Object>> weaker = List.of(
                Map.of("Seccomp", Map.of("Mode", "unconfined")),
                Map.of("AppArmor", Map.of("Mode", "disabled")),
                Map.of("SELinuxContext", Map.of("Disable", true)),
                Map.of("CredentialSpec", Map.of("File", "spec.json")));
        for (Map<String, Object> privileges : weaker) {
            assertThat(problems(container("Privileges", privileges)))
                    .as("%s", privileges)
                    .singleElement()
                    .asString()
                    .contains("ContainerSpec.Privileges.", "add privileges to the cluster's allow");
        }
        allow(SpecRules.Permission.PRIVILEGES);
        assertThat(weaker)
                .allSatisfy(privileges -> assertThat(problems(container("Privileges", privileges)))
                        .isEmpty());
    }

    @Test
    void emptyPrivilegesAsDockerWritesThemNeedNone() {
        assertThat(problems(container(
                        "Privileges", Map.of("SELinuxContext", Map.of("Disable", false, "User", "", "Role", "")))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.role==manager", "node.role == manager", "Node.Role==MANAGER", "node.role != worker"})
    void tasksOnManagersNeedPermission(String constraint) {
        Consumer<Map<String, Object>> change =
                tree -> Json.object(tree, "TaskTemplate", "Placement").put("Constraints", List.of(constraint));
        assertThat(problems(change))
                .singleElement()
                .asString()
                .contains("Placement.Constraints " + constraint, "add manager-nodes to the cluster's allow");
        allow(SpecRules.Permission.MANAGER_NODES);
        assertThat(problems(change)).isEmpty();
    }

    @Test
    void constraintsThatTheClusterDemandsNeedNone() {
        bed.placement = List.of("node.role==manager");
        assertThat(problems(tree -> {})).isEmpty();
        assertThat(problems(tree -> Json.object(tree, "TaskTemplate", "Placement")
                        .put("Constraints", List.of("node.role == manager"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "registry:5000/go-demo, true",
        "registry:5000/*, true",
        "*/go-demo, true",
        "registry:5000/go, false",
        "registryX5000/*, false",
        "other/*, false"
    })
    void imagesComeFromAllowedRepositories(String pattern, boolean allowed) {
        bed.rules = new SpecRules(Set.of(), List.of(pattern));
        List<String> problems = problems(tree -> {});
        if (allowed) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .contains(
                            "image registry:5000/go-demo is in none",
                            "[" + pattern + "]",
                            "add the repository to the cluster's repositories");
        }
    }

    @Test
    void settingsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> SpecRules.Permission.parse("root"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("bind-mounts, capabilities, privileges, manager-nodes");
        assertThatThrownBy(() -> new SpecRules(Set.of(), List.of("a b"))).isInstanceOf(RefusedException.class);
    }

    @Test
    void liveReleaseThatHasItAlreadyNeedsPermissionToo() {
        bed.rules = SpecRules.everything();
        bed.drive(
                bed.engine(),
                bed.engine()
                        .start(
                                new Order.Deploy(
                                        TestBed.APP,
                                        new Order.Deploy.Wanted(
                                                bed.order("1.0").image(),
                                                Optional.of(TestBed.spec()
                                                        .edited(container("CapabilityAdd", List.of("ALL")))),
                                                Optional.empty()),
                                        Order.Deploy.Terms.STRICT,
                                        bed.order("1.0", TestOptions::autoSwitch)
                                                .options()),
                                TestBed.claim("anna"),
                                bed.log())
                        .orElseThrow());
        bed.rules = SpecRules.STRICT;
        assertThat(bed.engine().plan(bed.order("2.0")).problems())
                .singleElement()
                .asString()
                .contains("CapabilityAdd");
    }
}
