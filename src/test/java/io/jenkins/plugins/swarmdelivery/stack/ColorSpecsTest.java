package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ColorSpecsTest {
    private static final String SHOP = """
            services:
              web:
                image: web:1
                ports: ["80:8080"]
                networks:
                  front: {aliases: [shop-web]}
                  back:
                configs: [page]
                depends_on: [api, migrate]
                deploy:
                  labels:
                    swarm-delivery.route.port: 8080
                    swarm-delivery.route.buy.port: 8080
                    swarm-delivery.route.buy.host: shop.example
                    swarm-delivery.route.buy.path: /buy
              api:
                image: api:1
                networks: [back, partners]
                secrets: [password, token]
              migrate:
                image: api:1
                networks: [back]
                deploy: {mode: replicated-job}
              db:
                image: db:1
                ports: ["5432:5432"]
                networks: [back]
                volumes: [data:/data]
                secrets: [password]
            networks:
              front:
              back: {driver_opts: {encrypted: "true"}}
              partners: {external: true}
            volumes: {data: }
            configs: {page: {content: "hello $NAME"}}
            secrets:
              password: {file: password.txt}
              token: {external: true, name: partner-token}
            """;

    private static Stacks shop() {
        return Stacks.of(SHOP).value("NAME", "you").file("password.txt", "s3cret");
    }

    @Test
    void nameMustFitInBothColors() {
        String service = "a".repeat(57 - "shop--blue".length());
        Stacks stacks = Stacks.of("services: {" + service + ": {image: 'web:1'}}\n");

        assertThatThrownBy(() -> edited(stacks, Color.BLUE, "k"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("services." + service, "shop-" + service + "-green", "at most 57 characters");
    }

    private static ColorSpecs edited(Stacks stacks, Color color, String key) {
        return ColorSpecs.of(
                stacks.read(),
                new StackSource.Target(new Application("shop"), color, Optional.of("proxies"), key.getBytes()));
    }

    private static ColorSpecs blue() {
        return edited(shop(), Color.BLUE, "key");
    }

    private static Map<String, Object> service(ColorSpecs edited, String name) {
        return edited.specs().services().stream()
                .filter(tree -> name.equals(tree.get("Name")))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(List<Map<String, Object>> objects) {
        return objects.stream().map(object -> (String) object.get("Name")).toList();
    }

    @Test
    void servicesOfAColorCarryItAndSharedOnesDoNot() {
        assertThat(names(blue().specs().services()))
                .containsExactly("shop_db", "shop-migrate-blue", "shop-api-blue", "shop-web-blue");
        Map<String, String> api = Json.textMap(service(blue(), "shop-api-blue"), "Labels");
        assertThat(api)
                .containsEntry(Labels.APPLICATION, "shop")
                .containsEntry(Labels.SERVICE, "api")
                .containsEntry(Labels.COLOR, "blue")
                .doesNotContainKey("com.docker.stack.namespace");
        assertThat(Json.textMap(service(blue(), "shop_db"), "Labels"))
                .containsEntry(Labels.APPLICATION, "shop")
                .containsEntry("com.docker.stack.namespace", "shop")
                .doesNotContainKey(Labels.COLOR);
    }

    @Test
    void namesAreKnownOnTheNetworkOfTheColorAlone() {
        assertThat(Json.list(service(blue(), "shop-web-blue"), "TaskTemplate", "Networks"))
                .containsExactly(
                        Map.of("Target", "0-shop-blue", "Aliases", List.of("web", "shop-web")),
                        Map.of("Target", "proxies"),
                        Map.of("Target", "shop_back"),
                        Map.of("Target", "shop_front"));
        assertThat(Json.list(service(blue(), "shop-api-blue"), "TaskTemplate", "Networks"))
                .containsExactly(
                        Map.of("Target", "0-shop-blue", "Aliases", List.of("api")),
                        Map.of("Target", "partners"),
                        Map.of("Target", "shop_back"));
        assertThat(Json.list(service(blue(), "shop_db"), "TaskTemplate", "Networks"))
                .containsExactly(Map.of("Target", "shop_back", "Aliases", List.of("db")));
    }

    @Test
    void networkOfTheColorIsAskedFirstAndEncryptedAsTheFileIs() {
        Map<String, Object> network =
                blue().specs().networks().get(blue().specs().networks().size() - 1);
        assertThat(network)
                .containsEntry("Name", "0-shop-blue")
                .containsEntry("Driver", "overlay")
                .doesNotContainKey("Internal")
                .containsEntry("Options", Map.of("encrypted", "true"));
        assertThat(names(blue().specs().networks())).contains("shop_back", "shop_front", "0-shop-blue");
    }

    @Test
    void whatAColorDoesNotCarryOverIsTold() {
        assertThat(blue().left())
                .containsExactly(
                        "on network partners, api does not get the alias api, because both colors would answer; let"
                                + " other applications call its route",
                        "port 80 of web is not published, because both colors would need it; users reach it through the"
                                + " router: every other host name, shop.example/buy");
        assertThat(Json.list(service(blue(), "shop-web-blue"), "EndpointSpec", "Ports"))
                .isEmpty();
        assertThat(Json.list(service(blue(), "shop_db"), "EndpointSpec", "Ports"))
                .hasSize(1);
    }

    @Test
    void contentsHaveNamesOfTheirOwnAndServicesReferToThem() {
        String page = names(blue().specs().configs()).get(0);
        assertThat(page).matches("shop_page_[0-9a-f]{16}");
        assertThat(Json.list(service(blue(), "shop-web-blue"), "TaskTemplate", "ContainerSpec", "Configs"))
                .extracting(reference -> Json.text(reference, "ConfigName").orElseThrow())
                .containsExactly(page);
        String password = names(blue().specs().secrets()).get(0);
        for (String user : List.of("shop-api-blue", "shop_db")) {
            assertThat(Json.list(service(blue(), user), "TaskTemplate", "ContainerSpec", "Secrets"))
                    .extracting(reference -> Json.text(reference, "SecretName").orElseThrow())
                    .contains(password)
                    .doesNotContain("shop_password");
        }
        assertThat(Json.list(service(blue(), "shop-api-blue"), "TaskTemplate", "ContainerSpec", "Secrets"))
                .extracting(reference -> Json.text(reference, "SecretName").orElseThrow())
                .contains("partner-token");
    }

    @Test
    void sameContentHasTheSameNameInBothColors() {
        ColorSpecs green = edited(shop(), Color.GREEN, "key");
        assertThat(green.specs().configs()).isEqualTo(blue().specs().configs());
        assertThat(green.specs().secrets()).isEqualTo(blue().specs().secrets());
        assertThat(service(green, "shop_db")).isEqualTo(service(blue(), "shop_db"));
        ColorSpecs other = edited(shop().value("NAME", "me"), Color.BLUE, "key");
        assertThat(names(other.specs().configs()))
                .doesNotContainAnyElementsOf(names(blue().specs().configs()));
    }

    @Test
    void nameOfASecretDependsOnTheKey() {
        assertThat(names(edited(shop(), Color.BLUE, "other").specs().secrets()))
                .doesNotContainAnyElementsOf(names(blue().specs().secrets()));
    }

    @Test
    void configAndSecretOfOneNameAreToldApart() {
        ColorSpecs edited = edited(Stacks.of("""
                        services: {web: {image: 'web:1', configs: [key], secrets: [key]}}
                        configs: {key: {content: open}}
                        secrets: {key: {file: key.txt}}
                        """).file("key.txt", "closed"), Color.BLUE, "key");
        Map<String, Object> web = service(edited, "shop-web-blue");
        assertThat(Json.list(web, "TaskTemplate", "ContainerSpec", "Configs"))
                .extracting(reference -> Json.text(reference, "ConfigName").orElseThrow())
                .isEqualTo(names(edited.specs().configs()));
        assertThat(Json.list(web, "TaskTemplate", "ContainerSpec", "Secrets"))
                .extracting(reference -> Json.text(reference, "SecretName").orElseThrow())
                .isEqualTo(names(edited.specs().secrets()));
    }

    @Test
    void longNamesOfContentsAreCutButStayApart() {
        String long1 = "n".repeat(70) + "1";
        String long2 = "n".repeat(70) + "2";
        ColorSpecs edited = edited(
                Stacks.of("services: {web: {image: 'web:1'}}\nconfigs:\n  " + long1 + ": {content: same}\n  " + long2
                        + ": {content: same}\n"),
                Color.BLUE,
                "key");
        assertThat(names(edited.specs().configs()))
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).hasSize(64).startsWith("shop_nnn"));
    }

    @Test
    void serviceThatCannotRunTwiceIsRefused() {
        assertThatThrownBy(() -> edited(
                        Stacks.of("services: {web: {image: 'web:1', networks: [hostnet]}}\n"
                                + "networks: {hostnet: {external: true, name: host}}\n"),
                        Color.BLUE,
                        "key"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("services.web.networks: \"host\"")
                .hasMessageContaining("role: shared");
        String name = "w".repeat(60);
        assertThatThrownBy(() -> edited(Stacks.of("services: {" + name + ": {image: 'web:1'}}"), Color.BLUE, "key"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("choose a shorter name");
    }
}
