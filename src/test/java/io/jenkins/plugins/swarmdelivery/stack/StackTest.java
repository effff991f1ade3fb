package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What newer Compose files mean, and how problems are told. */
class StackTest {
    private static Stacks web(String fields) {
        return Stacks.of("services:\n  web:\n    image: web:1\n" + fields.indent(4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "iamge: x ~ stack.yml:4:5: services.web.iamge: unknown field; did you mean image?",
                "deploy: {replcias: 2} ~ stack.yml:4:14: services.web.deploy.replcias: unknown field; did you mean"
                        + " replicas?",
                "mem_limit: 5m ~ services.web.mem_limit: a stack has no such field; write"
                        + " deploy.resources.limits.memory",
                "tty: yes ~ services.web.tty: \"yes\" is not valid; must be true or false; yes and on are strings here",
                "hostname: 5 ~ services.web.hostname: \"5\" is not valid; must be a string; put it in quotes",
                "ports: {a: b} ~ services.web.ports: must be a list; it is a mapping",
                "stop_grace_period: 90 ~ write a number with its unit, such as 30s",
                "hostname: $HOST ~ services.web.hostname: the variable HOST has no value; set it with --set",
                "environment: {1: a} ~ a field name must be a string; put it in quotes",
                "hostname: *none ~ *none is inside the value that it refers to, or before it",
                "hostname: !!binary YQ== ~ \"!!binary\" is not valid; remove the tag",
                "depends_on: [wb] ~ \"wb\" is not valid; no such service, or its profile is not included; did you"
                        + " mean web?",
                "ports: [{target: 80, host_ip: 1.2.3.4}] ~ ports[0].host_ip: a stack has no such field; omit it",
                "secrets: [{source: s, mode: rw}] ~ write permissions as an octal number"
            })
    void problemsNamePlaceFieldAndRemedy(String fields, String part) {
        assertThatThrownBy(() -> {
                    Stack stack = web(fields).read();
                    stack.services();
                    stack.specs("shop");
                })
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("stack.yml:")
                .hasMessageContaining(part);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() -> web("tty: yes\nhostnam: a\n").read())
                .hasMessageMatching("stack.yml:4:5: .*\nstack.yml:5:5: .*");
        assertThatThrownBy(() -> web("hostname: $A\nuser: ${B}\n").read())
                .hasMessageMatching("stack.yml:4:5: .* A has no value.*\nstack.yml:5:5: .* B has no value.*");
        assertThat(Json.text(web("hostname: h$A\n").allowUnset().spec(), "TaskTemplate", "ContainerSpec", "Hostname"))
                .contains("h");
    }

    @Test
    void sizeDepthAndAliasesAreBounded() {
        assertThatThrownBy(
                        () -> web("x-a: " + "[".repeat(100) + "]".repeat(100)).read())
                .hasMessageContaining("nested more than 50 levels deep");
        StringBuilder bomb = new StringBuilder("x-0: &a0 [a, a, a, a, a, a, a, a, a, a]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("x-%d: &a%d [%s*a%d]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9), i - 1));
        }
        assertThatThrownBy(() -> Stacks.of(bomb + "services: {web: {image: a}}").read())
                .hasMessageContaining("expands to more than 100000 values; use fewer aliases");
        assertThatThrownBy(() -> Stacks.of("# " + "a".repeat(1 << 20)).read()).hasMessageContaining("larger than 1 MB");
        assertThatThrownBy(() -> Stacks.of("").read()).hasMessageContaining("is empty");
        assertThatThrownBy(() -> Stacks.of("a: b\n---\na: b\n").read())
                .hasMessageContaining("a second document begins");
    }

    @Test
    void includeIsRefusedByItsName() {
        assertThatThrownBy(() -> Stacks.of("include: [other.yml]\nservices: {web: {image: a}}\n")
                        .read())
                .hasMessage("stack.yml:1:1: include: a stack has no such field; pass the files as --stack FILE --stack"
                        + " FILE; they are merged");
    }

    @Test
    void contentAndEnvironmentAreSourcesOfObjects() {
        StackSpecs specs = Stacks.of("""
            services: {web: {image: a, configs: [c], secrets: [s]}}
            configs: {c: {content: "port=${PORT} $$5"}}
            secrets: {s: {environment: PASSWORD}}
            """)
                .value("PORT", "80")
                .value("PASSWORD", "s3cr3t")
                .read()
                .specs("shop");
        assertThat(specs.configs().get(0)).containsEntry("Name", "shop_c").containsEntry("Data", "cG9ydD04MCAkNQ==");
        assertThat(specs.secrets().get(0)).containsEntry("Name", "shop_s").containsEntry("Data", "czNjcjN0");
        assertThatThrownBy(() -> Stacks.of("services: {web: {image: a}}\nsecrets: {s: {environment: PASSWORD}}")
                        .read()
                        .specs("shop"))
                .hasMessageContaining("secrets.s.environment: \"PASSWORD\" is not valid; the variable has no value");
    }

    @Test
    void contentOfVariablesIsBoundedAsThatOfFiles() {
        String file = """
                services: {web: {image: 'web:1'}}
                %s: {big: {environment: BIG}}
                """;
        Stacks config = Stacks.of(file.formatted("configs")).value("BIG", "x".repeat(1_024_001));
        Stacks secret = Stacks.of(file.formatted("secrets")).value("BIG", "ü".repeat(256_001));

        assertThatThrownBy(() -> config.read().specs("shop"))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "stack.yml:2:17: configs.big.environment: \"BIG\" is not valid; its value is larger than the"
                                + " limit of 1024 kB; shorten it");
        assertThatThrownBy(() -> secret.read().specs("shop"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("secrets.big.environment: \"BIG\"")
                .hasMessageContaining("larger than the limit of 512 kB");
    }

    @Test
    void extendedServicesAreComposes() {
        Map<String, Object> spec = Stacks.of("""
            services:
              web: {extends: {service: base, file: ./base.yml}, environment: {B: ""}, init: false, healthcheck: {test: [CMD, two]}}
            """).file("base.yml", """
                services:
                  base:
                    extends: root
                    environment: {A: a, B: b}
                    healthcheck: {test: [CMD, one], interval: 5s}
                  root: {image: "root:1", init: true, cap_add: [chown]}
                """).spec();
        Map<String, Object> container = Json.object(spec, "TaskTemplate", "ContainerSpec");
        assertThat(container).containsEntry("Image", "root:1").containsEntry("Init", false);
        assertThat(container.get("Env")).isEqualTo(List.of("A=a", "B="));
        assertThat(Json.texts(container, "Healthcheck", "Test")).containsExactly("CMD", "two");
        assertThatThrownBy(() -> Stacks.of("services: {a: {extends: b}, b: {extends: a}}")
                        .read())
                .hasMessageContaining("it extends itself through others");
        assertThatThrownBy(() -> web("extends: {service: a, file: ../a.yml}").read())
                .hasMessageContaining("it must be in the stack file's folder");
        assertThatThrownBy(() -> Stacks.of("services: {bse: {image: a}, b: {extends: base}}")
                        .read())
                .hasMessageContaining("\"base\" is not valid; did you mean bse?");
    }

    @Test
    void servicesOfOtherProfilesAreLeftOut() {
        String file = "services: {web: {image: a}, debug: {image: b, profiles: [dev]}}";
        Stack without = Stacks.of(file).read();
        assertThat(without.specs("shop").services()).hasSize(1);
        assertThat(without.notes()).singleElement().asString().contains("left out; it belongs to the profile dev");
        assertThat(Stacks.of(file).profile("dev").read().specs("shop").services())
                .hasSize(2);
    }

    @Test
    void nestedDefaultsAndOtherNewsAreTaken() {
        Map<String, Object> spec = web("""
            hostname: ${A:-${B:-c}}
            group_add: [1000, docker]
            ports: [{target: 80, published: "8080", name: http}]
            deploy: {resources: {limits: {cpus: 0.50}}}
            env_file: [{path: no.env, required: false}, {path: a.env}]
            build: .
            """).file("a.env", "Q=\"kept\"\n").spec();
        Map<String, Object> container = Json.object(spec, "TaskTemplate", "ContainerSpec");
        assertThat(container).containsEntry("Hostname", "c").containsEntry("Groups", List.of("1000", "docker"));
        assertThat(container.get("Env")).isEqualTo(List.of("Q=\"kept\""));
        assertThat(Json.number(spec, "TaskTemplate", "Resources", "Limits", "NanoCPUs"))
                .contains(500_000_000L);
    }

    @Test
    void optionalEnvFileThatExistsMustBeValid() {
        Stacks stack = web("env_file: [{path: a.env, required: false}]").file("a.env", "there is no such file\n");

        assertThatThrownBy(stack::read).hasMessageContaining("a.env:1: \"there is no such file\" is not valid");
    }

    @Test
    void whatIsNotUsedIsSaid() {
        assertThat(web("build: .\nports: [\"127.0.0.1:80:80\"]").read().notes())
                .containsExactly(
                        "stack.yml:4:5: services.web.build: is ignored; Swarm does not support it, and docker stack"
                                + " ignores it, too",
                        "stack.yml:5:13: services.web.ports[0]: the address is ignored; Swarm publishes a port on all"
                                + " addresses");
    }

    @Test
    void fileModesInVariablesMustBeDecimal() {
        assertThatThrownBy(() -> web("secrets: [{source: s, mode: \"${MODE}\"}]")
                        .value("MODE", "0444")
                        .read())
                .hasMessageContaining("Docker reads the value of a variable as a decimal number; write 292 for 0444");
    }
}
