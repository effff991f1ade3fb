package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @BeforeEach
    void writeStack() throws IOException {
        Files.writeString(folder.resolve("stack.yml"), """
            version: "3.8"
            services:
              web:
                image: shop/web:${VERSION}
                build: .
                depends_on: [api]
                volumes: ["./static:/static:ro"]
                secrets: [token]
                deploy:
                  labels: {swarm-delivery.route.port: 8080, swarm-delivery.route.host: shop.example.com}
              api: {image: "shop/api:${VERSION}", environment: {LEVEL: "${LEVEL:-info}"}}
              db: {image: "postgres:15", volumes: ["data:/data"]}
            volumes: {data: }
            secrets: {token: {file: token.txt}}
            """);
        Files.writeString(folder.resolve("over.yml"), "services: {api: {hostname: over}}\n");
        Files.writeString(folder.resolve("token.txt"), "s3cr3t");
        Files.writeString(folder.resolve("production.env"), "VERSION=1.6\nLEVEL='debug'\n");
    }

    private int run(String... arguments) {
        PrintStream stdout = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
        return Main.run(stdout, stderr, Map.of("VERSION", "1.5"), arguments);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void specsMatchWhatDockerPosts() throws IOException {
        assertThat(run(
                        "stack",
                        "specs",
                        "shop",
                        "--stack",
                        file("stack.yml"),
                        "--stack",
                        file("over.yml"),
                        "--env-file",
                        file("production.env"),
                        "--set",
                        "VERSION=1.7"))
                .isZero();
        JsonNode document = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(document.fieldNames()).toIterable().containsExactly("networks", "configs", "secrets", "services");
        assertThat(document.at("/networks/0/Name").asText()).isEqualTo("shop_default");
        assertThat(document.at("/secrets/0/Data").asText()).isEqualTo("czNjcjN0");
        JsonNode api = document.at("/services/0/TaskTemplate/ContainerSpec");
        assertThat(api.at("/Image").asText()).isEqualTo("shop/api:1.7");
        assertThat(api.at("/Hostname").asText()).isEqualTo("over");
        assertThat(api.at("/Env/0").asText()).isEqualTo("LEVEL=debug");
        assertThat(document.at("/services/2/TaskTemplate/ContainerSpec/Mounts/0/Source")
                        .asText())
                .isEqualTo(folder.resolve("static").toString());
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("warning: " + file("stack.yml") + ":5:5: services.web.build: ");
    }

    @Test
    void editedSpecsAreThoseOfOneColor() throws IOException {
        assertThat(run(
                        "stack",
                        "specs",
                        "shop",
                        "--stack",
                        file("stack.yml"),
                        "--edited",
                        "green",
                        "--router-network",
                        "proxies"))
                .isZero();
        JsonNode document = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(document.fieldNames()).toIterable().containsExactly("networks", "configs", "secrets", "services");
        assertThat(document.at("/services").findValuesAsText("Name"))
                .contains("shop_db", "shop-api-green", "shop-web-green");
        assertThat(document.at("/services/2/TaskTemplate/Networks").findValuesAsText("Target"))
                .contains("proxies", "0-shop-green");

        assertThat(run("stack", "specs", "shop", "--stack", file("stack.yml"), "--edited", "red"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("color: \"red\" is not valid; use blue or green");
    }

    @Test
    void showPrintsRolesRoutesAndOrder() {
        assertThat(run("stack", "show", "--stack", file("stack.yml"))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(String::stripTrailing))
                .containsExactly(
                        "SERVICE  ROLE     REASON                                     ROUTES                    "
                                + " AFTER",
                        "db       shared   writes to volume data",
                        "api      colored  has neither a route nor a writable volume",
                        "web      routed   has a route                                shop.example.com/ -> 8080  api");
    }

    @Test
    void showWritesAJsonDocument() throws IOException {
        assertThat(run("stack", "show", "--stack", file("stack.yml"), "--output", "json"))
                .isZero();
        String text = out.toString(StandardCharsets.UTF_8);
        JsonNode document = new ObjectMapper().readTree(text);
        assertThat(document.at("/command").asText()).isEqualTo("stack show");
        assertThat(document.at("/services/2/image").asText()).isEqualTo("shop/web:1.5");
        assertThat(document.at("/services/2/routes/0/hosts/0").asText()).isEqualTo("shop.example.com");
        assertThat(document.at("/services/2/dependsOn/api").asText()).isEqualTo("started");
        assertThat(document.at("/notes/0").asText()).contains("services.web.build");
        assertThat(text).doesNotContain("s3cr3t", "czNjcjN0");
    }

    @Test
    void refusesUnsetVariablesUnlessAllowed() throws IOException {
        Files.writeString(folder.resolve("unset.yml"), "services: {web: {image: \"a:1\", hostname: \"h$NONE\"}}\n");
        assertThat(run("stack", "specs", "shop", "--stack", file("unset.yml"))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith(
                        "error: " + file("unset.yml") + ":1:32: services.web.hostname: the variable NONE has no value");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(run("stack", "specs", "shop", "--stack", file("unset.yml"), "--allow-unset"))
                .isZero();
    }
}
