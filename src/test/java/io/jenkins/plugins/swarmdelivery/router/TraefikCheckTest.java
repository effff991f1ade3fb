package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.router.TraefikCheck.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is missing of Traefik's settings is named, with what to add. */
class TraefikCheckTest {
    private static final String PLAIN =
            "WARNING Traefik's API: is asked over plain HTTP: anyone between reads all routes,"
                    + " and the password -> give its entry point TLS, and remove allowPlaintext; see docs/traefik.md";

    private final RouterSwarm swarm = new RouterSwarm();
    private FakeTraefik traefik;

    @BeforeEach
    void oneReplica() throws Exception {
        traefik = new FakeTraefik();
        arguments("--providers.swarm.refreshSeconds=1", "--providers.swarm.exposedbydefault=false");
        swarm.node("s1", "ready");
        swarm.task("t1", "s1", "running", traefik.port());
    }

    @AfterEach
    void stop() {
        traefik.close();
    }

    private void arguments(String... arguments) {
        swarm.changeByHand(
                RouterSwarm.ROUTER,
                spec -> spec.edited(tree -> tree.put(
                        "TaskTemplate",
                        Map.of(
                                "ContainerSpec",
                                Map.of("Args", List.of(arguments)),
                                "Networks",
                                List.of(Map.of("Target", "apps"))))));
    }

    private List<String> findings(HaproxySettings.Urls urls) {
        TraefikSettings settings = new TraefikSettings(
                RouterSwarm.ROUTER,
                TraefikSettings.EntryPoints.DEFAULTS,
                new TraefikSettings.Ports(8080, 8081, 9999),
                new TraefikSettings.Api(Optional.empty(), "traefik", Optional.empty()),
                urls);
        return new TraefikCheck(swarm, settings)
                .findings().stream().map(TraefikCheckTest::text).toList();
    }

    private List<String> findings() {
        return findings(HaproxySettings.Urls.NONE);
    }

    private static String text(Finding finding) {
        return finding.verdict() + " " + finding.subject() + ": " + finding.detail()
                + (finding.remedy().isEmpty() ? "" : " -> " + finding.remedy());
    }

    @Test
    void allIsWellButThatTheApiIsPlain() {
        assertThat(findings())
                .containsExactly(
                        PLAIN,
                        "OK entry points: preview, web",
                        "OK refreshSeconds: Traefik follows a switch within 1s");
    }

    @Test
    void entryPointsOfTestsUsersAndRoutesMustBeThere() {
        traefik.entryPoints = List.of();
        swarm.createByHand(new ServiceSpec(Map.of(
                "Name",
                "shop-routes",
                "Labels",
                Map.of(
                        Labels.ROUTES,
                        "shop",
                        "traefik.http.routers.shop-routes-active-web.entrypoints",
                        "web,other"))));

        assertThat(findings())
                .contains(
                        "WRONG entry point preview: Traefik has none of this name, but tests use it:"
                                + " router.traefik.previewEntryPoint -> add to Traefik's static configuration:"
                                + " --entryPoints.preview.address=:8081, and publish its port in host mode; or correct the"
                                + " name",
                        "WRONG entry point web: Traefik has none of this name, but users do: router.traefik.entryPoints"
                                + " -> add to Traefik's static configuration: --entryPoints.web.address=:8080, and publish"
                                + " its port in host mode; or correct the name",
                        "WRONG entry point other: Traefik has none of this name, but a route of shop names it -> add to"
                                + " Traefik's static configuration: --entryPoints.other.address=:PORT, and publish its"
                                + " port in host mode; or correct the name")
                .noneMatch(line -> line.startsWith("OK entry points"));
    }

    @Test
    void entryPointsMustBeWhereProbesAsk() {
        traefik.entryPoints = List.of(
                Map.of("name", "preview", "address", ":8181/tcp", "http", Map.of("tls", Map.of())),
                Map.of(
                        "name",
                        "web",
                        "address",
                        ":8080",
                        "http",
                        Map.of("redirections", Map.of("entryPoint", Map.of("to", "websecure")))));

        assertThat(findings())
                .contains(
                        "WRONG entry point preview: Traefik listens on port 8181, but previewPort is 8081 -> write"
                                + " previewPort: 8181 below router.traefik in the clusters file",
                        "WARNING entry point preview: is for TLS alone, so that probes and tests over plain HTTP are not"
                                + " answered by a release -> set previewUrl to an address with https:// below"
                                + " router.traefik in the clusters file",
                        "WARNING entry point web: leads all requests to websecure, so that probes and tests over plain"
                                + " HTTP are not answered by a release -> set serviceUrl to an address with https://"
                                + " below router.traefik in the clusters file");
        assertThat(findings(new HaproxySettings.Urls(Optional.of("https://shop"), Optional.of("https://preview"))))
                .noneMatch(line -> line.contains("probes"));
    }

    @Test
    void portsOfProbesMustBePublished() {
        swarm.forgetPorts(traefik.port());

        assertThat(findings())
                .contains(
                        "WRONG port 8081: is not published in host mode, so tests and probes cannot reach each replica"
                                + " -> docker service update --publish-add mode=host,published=8081,target=8081 swarm-router, or"
                                + " set serviceUrl and previewUrl");
    }

    @Test
    void versionAndProvidersAreThoseThatReadTheLabels() {
        traefik.version = "2.11.3";
        traefik.providers = List.of("Docker");

        assertThat(findings())
                .contains(
                        "WRONG Traefik: is version 2.11.3 -> run Traefik v3",
                        "WRONG Traefik: does not read the services of a Swarm -> add to Traefik's static configuration:"
                                + " --providers.swarm.endpoint=unix:///var/run/docker.sock");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--providers.swarm=true|OK refreshSeconds: cannot be seen",
                "--providers.swarm.network=x|WARNING refreshSeconds: after a switch, both releases serve for 15s ->"
                        + " add to Traefik's static configuration: --providers.swarm.refreshSeconds=1",
                "--providers.swarm.refreshSeconds=10|both releases serve for 10s",
                "--providers.swarm.refreshSeconds 500ms|OK refreshSeconds",
                "--providers.swarm.refreshSeconds=soon|both releases serve for an unknown time",
                "--providers.swarm.network=x|WARNING exposedByDefault: Traefik may serve services that no label names ->"
                        + " add to Traefik's static configuration: --providers.swarm.exposedByDefault=false",
                "--providers.swarm.constraints=Label(`env`,`prod`)|WARNING constraints: Traefik reads only services with"
                        + " the label env, which the routes of an application do not carry"
            })
    void optionsOfTheProviderAreRead(String arguments, String finding) {
        arguments(arguments.split(" "));

        assertThat(findings()).anySatisfy(line -> assertThat(line).contains(finding));
    }

    @Test
    void labelsThatAreTakenOverMayStandInConstraints() {
        arguments("--providers.swarm.constraints=Label(`traefik.constraint-label`,`public`)");

        assertThat(findings()).noneMatch(line -> line.contains("constraints"));
    }

    @Test
    void variablesCountLikeOptions() {
        swarm.changeByHand(
                RouterSwarm.ROUTER,
                spec -> spec.edited(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                        .put("Env", List.of("TRAEFIK_PROVIDERS_SWARM_REFRESHSECONDS=20"))));
        swarm.changeByHand(
                RouterSwarm.ROUTER,
                spec -> spec.edited(tree ->
                        Json.object(tree, "TaskTemplate", "ContainerSpec").remove("Args")));

        assertThat(findings()).anySatisfy(line -> assertThat(line).contains("both releases serve for 20s"));
    }

    @Test
    void traefikMustBeOnANetwork() {
        swarm.changeByHand(
                RouterSwarm.ROUTER,
                spec -> spec.edited(tree -> Json.object(tree, "TaskTemplate").remove("Networks")));

        assertThat(findings())
                .contains("WRONG network: service swarm-router is on no overlay network -> docker service update"
                        + " --network-add NETWORK swarm-router, with a network of the services that it routes to");
    }
}
