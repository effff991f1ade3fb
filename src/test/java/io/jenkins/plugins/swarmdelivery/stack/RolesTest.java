package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolesTest {
    private static StackService web(String fields) {
        return Stacks.of("services:\n  web:\n    image: web:1\n    " + fields + "\nvolumes: {data: }\n")
                .read()
                .services()
                .get(0);
    }

    private static String labels(String labels) {
        return "deploy: {labels: {" + labels + "}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{swarm-delivery.route.port: 80}| |routed|has a route",
                "{swarm-delivery.route.port: 80}|volumes: [data:/data]|routed|has a route",
                "{}| |colored|has neither a route nor a writable volume",
                "{}|volumes: [data:/data]|shared|writes to volume data",
                "{}|volumes: [/srv:/srv]|shared|writes to /srv",
                "{}|volumes: [/srv:/srv:ro]|colored|has neither a route nor a writable volume",
                "{}|volumes: [{type: tmpfs, target: /tmp}]|colored|has neither a route nor a writable volume",
                "{swarm-delivery.role: colored}|volumes: [data:/data]|colored|label swarm-delivery.role",
                "{swarm-delivery.role: shared}| |shared|label swarm-delivery.role",
                "{swarm-delivery.role: job}| |job|label swarm-delivery.role"
            })
    void roleFollowsFromLabelsElseContent(String labels, String fields, String role, String reason) {
        StackService service = web("deploy: {labels: " + labels + "}\n    " + (fields == null ? "" : fields));
        assertThat(service.role().word()).isEqualTo(role);
        assertThat(service.part().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "traefik.http.routers.a.rule: Host(`a`)| |routed|has a router of Traefik",
                "traefik.http.routers.a.rule: Host(`a`), traefik.http.routers.b.rule: Host(`b`)| |routed"
                        + "|has 2 routers of Traefik",
                "traefik.http.routers.a.rule: Host(`a`), traefik.http.routers.a.tls: 'true'"
                        + "|volumes: [data:/data]|shared|writes to volume data",
                "traefik.http.routers.a.rule: Host(`a`), swarm-delivery.role: colored| |colored|label swarm-delivery.role",
                "traefik.http.routers.a.rule: Host(`a`), swarm-delivery.route.port: 80| |routed|has a route",
                "traefik.http.routers.a.rule: Host(`a`), traefik.enable: 'false'| |colored"
                        + "|has neither a route nor a writable volume",
                "traefik.tcp.routers.a.rule: HostSNI(`a`)| |colored|has neither a route nor a writable volume"
            })
    void behindTraefikItsRoutersMakeAServiceRouted(String labels, String fields, String role, String reason) {
        StackService service = Stacks.of("services:\n  web:\n    image: web:1\n    deploy: {labels: {" + labels
                        + "}}\n    " + (fields == null ? "" : fields) + "\nvolumes: {data: }\n")
                .read(RoutedBy.ROUTES_AND_TRAEFIK)
                .services()
                .get(0);

        assertThat(service.role().word()).isEqualTo(role);
        assertThat(service.part().reason()).isEqualTo(reason);
    }

    @Test
    void behindAnotherRouterThoseOfTraefikDoNotCount() {
        StackService service = web(labels("traefik.http.routers.a.rule: Host(`a`)"));
        assertThat(service.role()).isEqualTo(Role.COLORED);
        assertThat(service.part().reason())
                .isEqualTo("has no route: its routers of Traefik count only on a cluster with Traefik");
    }

    @Test
    void servicesThatEndAreJobs() {
        StackService service = web("deploy: {mode: replicated-job}");
        assertThat(service.role()).isEqualTo(Role.JOB);
        assertThat(service.part().reason()).isEqualTo("deploy.mode is replicated-job");
    }

    @Test
    void routesHaveHostsPathsAndNames() {
        StackService service =
                web(labels("swarm-delivery.route.port: 8080, swarm-delivery.route.host: 'a.example.com, b.example.com',"
                        + " swarm-delivery.route.admin.port: 9000, swarm-delivery.route.admin.path: /admin,"
                        + " swarm-delivery.route.admin.check: /healthz, swarm-delivery.route.admin.expect: ok"));
        assertThat(service.routes())
                .containsExactly(
                        new Route("", 8080, List.of("a.example.com", "b.example.com"), "/", Route.Health.NONE),
                        new Route(
                                "admin",
                                9000,
                                List.of(),
                                "/admin",
                                new Route.Health(Optional.of("/healthz"), Optional.of(new ExpectedText("ok")))));
        assertThat(service.part().reason()).isEqualTo("has 2 routes");
        assertThat(service.routes().get(0)).hasToString("a.example.com/, b.example.com/ -> 8080");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "swarm-delivery.route.port: http|write the port that the containers listen on",
                "swarm-delivery.route.port: 70000|write the port that the containers listen on",
                "swarm-delivery.route.host: a.example.com|the route has no port; add the label"
                        + " swarm-delivery.route.port",
                "swarm-delivery.route.prot: 80|did you mean port?",
                "'swarm-delivery.route.port: 80, swarm-delivery.route.host: Shop:80'|write lowercase names",
                "'swarm-delivery.route.port: 80, swarm-delivery.route.path: api'|write a path that begins with /",
                "'swarm-delivery.route.port: 80, swarm-delivery.route.path: /api?v=1'|without a query, such as /api",
                "'swarm-delivery.route.port: 80, swarm-delivery.route.check: up'|write a path that begins with /, such",
                "'swarm-delivery.route.port: 80, swarm-delivery.route.expect: \"a\\nb\"'|write the text that the answer",
                "'swarm-delivery.route.port: 80, swarm-delivery.route.expect: \"\"'|write the text that the answer",
                "'swarm-delivery.route.port: 80, swarm-delivery.role: shared'|a service with a route is routed",
                "swarm-delivery.role: blue|write colored, shared or job",
                "swarm-delivery.rolle: job|no such label; did you mean swarm-delivery.role?",
                "swarm-delivery.start: later|write at-switch, or remove the label",
                "'swarm-delivery.start: at-switch, swarm-delivery.role: shared'|only a colored service can wait"
            })
    void wrongLabelsAreRefused(String labels, String part) {
        assertThatThrownBy(() -> web(labels(labels)))
                .hasMessageStartingWith("stack.yml:4:")
                .hasMessageContaining("services.web.deploy.labels.")
                .hasMessageContaining(part);
    }

    @Test
    void workersMayWaitForTheSwitch() {
        assertThat(web(labels("swarm-delivery.start: at-switch")).part().atSwitch())
                .isTrue();
    }

    private static Stack order(String dependencies) {
        return Stacks.of("""
            services:
              web: {image: a, %s, deploy: {labels: {swarm-delivery.route.port: 80}}}
              api: {image: a, depends_on: {migrate: {condition: service_completed_successfully}, db: {condition: service_healthy}}}
              migrate: {image: a, depends_on: [db], deploy: {mode: replicated-job}}
              db: {image: a, volumes: ["data:/data"]}
              metrics: {image: a, volumes: ["data:/data"], depends_on: [web]}
            volumes: {data: }
            """.formatted(dependencies)).read();
    }

    @Test
    void sharedComeFirstThenJobsThenColors() {
        Stack stack = order("depends_on: [api]");
        assertThat(stack.services())
                .extracting(StackService::name)
                .containsExactly("db", "metrics", "migrate", "api", "web");
        assertThat(stack.services().get(3).dependsOn())
                .containsEntry("migrate", "completed")
                .containsEntry("db", "healthy");
        assertThat(stack.notes())
                .singleElement()
                .asString()
                .contains("services.metrics.depends_on[0]: is not waited for: a shared service starts before a routed"
                        + " one");
    }

    @Test
    void dependenciesThatCannotHoldAreRefused() {
        assertThatThrownBy(() -> order("depends_on: {db: {condition: service_completed_successfully}}")
                        .services())
                .hasMessageContaining("only a job completes, and this one is shared");
        assertThatThrownBy(() -> order("depends_on: {db: {condition: healthy}}").services())
                .hasMessageContaining("write service_started, service_healthy or service_completed_successfully");
        assertThatThrownBy(() -> Stacks.of("services: {a: {image: a, depends_on: [b]}, b: {image: b, depends_on: [a]}}")
                        .read()
                        .services())
                .hasMessageContaining("services depend on each other in a cycle; break it");
        assertThatThrownBy(() -> web("depends_on: [web]")).hasMessageContaining("cannot depend on itself");
    }
}
