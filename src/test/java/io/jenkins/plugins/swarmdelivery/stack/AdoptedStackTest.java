package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.RunningStack;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the services of a running stack are to deliveries. */
class AdoptedStackTest {
    private final List<ServiceSpec> services = new ArrayList<>();

    private void service(String name, Map<String, String> labels, Map<String, Object> more) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("Name", "shop_" + name);
        tree.put("Labels", labels);
        tree.put("TaskTemplate", Map.of("ContainerSpec", Map.of("Image", "shop/" + name + ":1.0")));
        tree.putAll(more);
        services.add(new ServiceSpec(Json.copy(tree)));
    }

    private void usual(Map<String, String> labelsOfWeb) {
        service("web", labelsOfWeb, Map.of());
        service("api", Map.of(), Map.of());
        service("migrate", Map.of(), Map.of("Mode", Map.of("ReplicatedJob", Map.of())));
        service(
                "db",
                Map.of(),
                Map.of(
                        "TaskTemplate",
                        Map.of(
                                "ContainerSpec",
                                Map.of(
                                        "Image",
                                        "postgres:15",
                                        "Mounts",
                                        List.of(Map.of("Type", "volume", "Source", "shop_data", "Target", "/data"))))));
    }

    private RunningStack.Known known(Optional<Stack> file, String... routes) {
        List<GivenRoute> given = List.of(routes).stream().map(GivenRoute::parse).toList();
        return new AdoptedStack("shop", file, given, RoutedBy.ROUTES).known(services);
    }

    private static Map<String, Role> roles(RunningStack.Known known) {
        Map<String, Role> roles = new LinkedHashMap<>();
        known.parts().forEach(part -> roles.put(part.name(), part.role()));
        return roles;
    }

    @Test
    void rolesComeFromLabelsModesAndVolumes() {
        usual(Map.of("swarm-delivery.route.port", "8080"));

        RunningStack.Known known = known(Optional.empty());

        assertThat(roles(known))
                .containsExactly(
                        Map.entry("db", Role.SHARED),
                        Map.entry("migrate", Role.JOB),
                        Map.entry("web", Role.ROUTED),
                        Map.entry("api", Role.COLORED));
        assertThat(known.reasons()).containsEntry("db", "writes to volume shop_data");
        assertThat(known.parts()).extracting(Part::spec).containsExactlyInAnyOrderElementsOf(services);
    }

    @Test
    void givenRouteMakesAServiceRoutedAndIsToBeAddedToTheFile() {
        usual(Map.of());

        RunningStack.Known known = known(Optional.empty(), "web=8080/shop");

        assertThat(roles(known)).containsEntry("web", Role.ROUTED);
        assertThat(known.notes()).containsExactly("""
                        before the next delivery, add to the stack file:
                        services:
                          web:
                            deploy:
                              labels:
                                swarm-delivery.route.port: "8080"
                                swarm-delivery.route.path: "/shop\"""");
    }

    @Test
    void furtherRoutesOfAServiceAreNumbered() {
        usual(Map.of());

        RunningStack.Known known = known(Optional.empty(), "web=8080/shop", "api=9000", "web=8081/admin");

        assertThat(roles(known)).containsEntry("web", Role.ROUTED).containsEntry("api", Role.ROUTED);
        assertThat(known.notes()).containsExactly("""
                        before the next delivery, add to the stack file:
                        services:
                          web:
                            deploy:
                              labels:
                                swarm-delivery.route.port: "8080"
                                swarm-delivery.route.path: "/shop"
                                swarm-delivery.route.r2.port: "8081"
                                swarm-delivery.route.r2.path: "/admin"
                          api:
                            deploy:
                              labels:
                                swarm-delivery.route.port: "9000\"""");
    }

    @Test
    void eachGivenRouteHasLabelsOfItsOwn() {
        service("web", Map.of(), Map.of());
        Value.Fields web = LiveFields.of("service shop_web", services.get(0));
        for (String route : List.of("web=8080/shop", "web=8081/admin")) {
            web = GivenRoute.parse(route).onto(web);
        }

        assertThat(web.fields("deploy").fields("labels").values())
                .containsOnlyKeys(
                        "swarm-delivery.route.port",
                        "swarm-delivery.route.path",
                        "swarm-delivery.route.r2.port",
                        "swarm-delivery.route.r2.path");
    }

    @Test
    void fileCountsMoreThanTheLabelsThatRun() {
        usual(Map.of());
        Stack file = file("""
                version: '3.8'
                services:
                  web: {image: web, depends_on: [api, cache], deploy: {labels: {swarm-delivery.route.port: '80'}}}
                  api: {image: api, deploy: {labels: {swarm-delivery.role: shared}}}
                  cache: {image: cache}
                  migrate: {image: migrate, deploy: {mode: replicated-job}}
                  db: {image: db, volumes: ["data:/data"]}
                volumes: {data: {}}
                """);

        RunningStack.Known known = known(Optional.of(file));

        assertThat(roles(known)).containsEntry("web", Role.ROUTED).containsEntry("api", Role.SHARED);
        assertThat(known.notes()).contains("not running, and therefore not adopted: cache");
        assertThat(known.parts().stream()
                        .filter(part -> part.name().equals("web"))
                        .findFirst()
                        .orElseThrow()
                        .dependsOn())
                .containsOnlyKeys("api");
    }

    private static Stack file(String text) {
        StackInput.Source source = new StackInput.Source("docker-stack.yml", text.getBytes(StandardCharsets.UTF_8));
        return Stack.read(new StackInput(List.of(source), new DiskFolder(Path.of("/")), new Values(), Set.of(), false));
    }

    @Test
    void labelsOfTraefikBecomeProposedLines() {
        usual(Map.of(
                "traefik.http.routers.shop.rule", "Host(`shop.example.com`, `www.example.com`) && PathPrefix(`/shop`)",
                "traefik.http.services.shop.loadbalancer.server.port", "8080"));

        assertThatThrownBy(() -> known(Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("none of web, api, migrate, db has a route")
                .hasMessageContaining("Based on the labels of Traefik")
                .hasMessageContaining("""
                        services:
                          web:
                            deploy:
                              labels:
                                swarm-delivery.route.port: "8080"
                                swarm-delivery.route.host: "shop.example.com,www.example.com"
                                swarm-delivery.route.path: "/shop\"""");
    }

    @Test
    void routersOfTraefikAreRoutesWhereTraefikIsTheRouter() {
        usual(Map.of(
                "traefik.http.routers.shop.rule", "Host(`shop.example.com`)",
                "traefik.http.services.shop.loadbalancer.server.port", "8080"));

        RunningStack.Known known =
                new AdoptedStack("shop", Optional.empty(), List.of(), RoutedBy.ROUTES_AND_TRAEFIK).known(services);

        assertThat(roles(known)).containsEntry("web", Role.ROUTED).containsEntry("db", Role.SHARED);
        assertThat(known.reasons()).containsEntry("web", "has a router of Traefik");
    }

    @Test
    void routesOfDockerFlowProxyAreTakenAndToBeAddedToTheFile() {
        usual(Map.of(
                "com.df.notify", "true",
                "com.df.servicePath.1", "/demo,/api",
                "com.df.port.1", "8080",
                "com.df.serviceDomain.1", "shop.example.com",
                "com.df.aclName", "05-shop"));

        RunningStack.Known known = known(Optional.empty());

        assertThat(roles(known)).containsEntry("web", Role.ROUTED).containsEntry("api", Role.COLORED);
        assertThat(known.notes())
                .containsExactly(
                        "web: com.df.aclName: its order does not count; of the routes of a host, the longest path wins",
                        """
                        routes are taken from the labels of docker-flow-proxy; before the next delivery, add to the stack file:
                        services:
                          web:
                            deploy:
                              labels:
                                swarm-delivery.route.port: "8080"
                                swarm-delivery.route.host: "shop.example.com"
                                swarm-delivery.route.path: "/demo"
                                swarm-delivery.route.r2.port: "8080"
                                swarm-delivery.route.r2.host: "shop.example.com"
                                swarm-delivery.route.r2.path: "/api\"""");
    }

    @Test
    void routesThatWouldLoseWhatDockerFlowProxyDoesAreProposed() {
        usual(Map.of(
                "com.df.notify", "true",
                "com.df.servicePath", "/demo",
                "com.df.port", "8080",
                "com.df.users", "admin:s3cret"));

        assertThatThrownBy(() -> known(Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not all that docker-flow-proxy does for web is carried over")
                .hasMessageContaining("swarm-delivery.route.path: \"/demo\"")
                .hasMessageContaining("web: com.df.users: HAProxy asks nobody for a password")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void givenRouteCountsMoreThanLabelsOfDockerFlowProxy() {
        usual(Map.of("com.df.notify", "true", "com.df.servicePath", "/demo", "com.df.port", "8080"));

        RunningStack.Known known = known(Optional.empty(), "api=9000");

        assertThat(roles(known)).containsEntry("web", Role.COLORED).containsEntry("api", Role.ROUTED);
        assertThat(known.notes())
                .anyMatch(note -> note.startsWith("web: its labels of docker-flow-proxy are not read"));
    }

    @Test
    void labelsOfDockerFlowProxyThatTheFileDoesNotHaveAreProposed() {
        usual(Map.of(
                "com.df.notify", "true",
                "com.df.servicePath", "/demo",
                "com.df.port", "8080",
                "com.df.users", "admin:s3cret"));

        assertThatThrownBy(() -> known(Optional.of(file("""
                        services:
                          web: {image: "shop/web:1.0"}
                          api: {image: "shop/api:1.0"}
                          migrate: {image: "shop/migrate:1.0"}
                          db: {image: "postgres:15"}
                        """))))
                .hasMessageContaining("none of web, api, migrate, db has a route")
                .hasMessageContaining("the labels of docker-flow-proxy")
                .hasMessageContaining("swarm-delivery.route.path: \"/demo\"")
                .hasMessageContaining("not carried over:\n  web: com.df.users: ");
    }

    @Test
    void publishedPortBecomesAProposedLine() {
        service(
                "web",
                Map.of(),
                Map.of("EndpointSpec", Map.of("Ports", List.of(Map.of("PublishedPort", 80L, "TargetPort", 8080L)))));

        assertThatThrownBy(() -> known(Optional.empty()))
                .hasMessageContaining("the published ports")
                .hasMessageContaining("swarm-delivery.route.port: \"8080\"");
    }

    @Test
    void publishedPortOfADatabaseIsNoRoute() {
        Map<String, Object> port = Map.of("Ports", List.of(Map.of("TargetPort", 5432, "PublishedPort", 5432)));
        usual(Map.of());
        ServiceSpec db = services.remove(services.size() - 1);
        services.add(db.edited(tree -> tree.put("EndpointSpec", port)));

        assertThatThrownBy(() -> known(Optional.empty()))
                .hasMessageContaining("--route web=8080")
                .hasMessageNotContaining("5432");
    }

    @Test
    void serviceThatTheFileDoesNotHaveIsRefused() {
        usual(Map.of());
        service("cron", Map.of(), Map.of());

        assertThatThrownBy(() -> known(Optional.of(file("""
                        services:
                          web: {image: "shop/web:1.0", deploy: {labels: {swarm-delivery.route.port: "8080"}}}
                          api: {image: "shop/api:1.0"}
                          migrate: {image: "shop/migrate:1.0"}
                          db: {image: "postgres:15"}
                        """))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("stack shop: cron runs, and is not in the stack file")
                .hasMessageContaining("docker service rm shop_cron");
    }

    @Test
    void unknownServiceOfARouteIsRefused() {
        usual(Map.of());

        assertThatThrownBy(() -> known(Optional.empty(), "wbe=8080")).hasMessageContaining("did you mean web?");
        assertThatThrownBy(() -> GivenRoute.parse("web")).hasMessageContaining("write SERVICE=PORT");
    }

    @Test
    void wrongLabelIsNamedWithItsService() {
        usual(Map.of("swarm-delivery.role", "routed"));

        assertThatThrownBy(() -> known(Optional.empty()))
                .hasMessageStartingWith("service shop_web: \"routed\" is not valid");
    }
}
