package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/** The example's stack, with one task for each service: most of a machine's load are the tasks of parallel tests. */
final class Shop {
    private static final String ONE_TASK_EACH = write("""
            version: '3.8'
            services:
              web: {deploy: {replicas: 1}}
              api: {deploy: {replicas: 1}}
            """);

    private Shop() {}

    private static String write(String over) {
        try {
            return Files.writeString(Files.createTempFile("shop", ".yml"), over).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of its services while a color of it is live, sorted. */
    static String[] services(Application app, String color) {
        return Stream.of("-api-" + color, "-web-" + color, "-worker-" + color, "_db")
                .map(service -> app + service)
                .toArray(String[]::new);
    }

    /** The names of its configs, secrets and networks; the ledger and the key for names of secrets do not count. */
    static List<String> objects(LabCluster cluster, Application app) {
        return Stream.of("config", "secret", "network")
                .flatMap(kind -> cluster.docker(
                                kind,
                                "ls",
                                "--filter",
                                "label=" + Labels.APPLICATION + "=" + app,
                                "--format",
                                "{{.Name}}")
                        .lines()
                        .sorted())
                .filter(name -> !name.isBlank() && !name.contains(".ledger") && !name.contains(".key"))
                .toList();
    }

    /** The definition of its database that runs. */
    static String database(LabCluster cluster, Application app) {
        return cluster.spec(app + "_db").tree().toString();
    }

    /** Places an order as its users do, and waits for its worker. Returns how many orders the database then has. */
    static int order(LabCluster cluster, Application app) {
        Address address = cluster.router.addresses(app).service().get(0).to("/orders");
        LAB.curl(
                "--request",
                "POST",
                "--connect-to",
                address.connectOption(),
                address.url().toString());
        return Await.given(() -> {
            JsonNode orders = Specs.read(cluster.pages(app, "/orders").get(0));
            assertThat(orders.at("/waiting").asText()).as("orders that wait").isEqualTo("0");
            return orders.at("/taken").asInt();
        });
    }

    /** The options of a delivery. */
    static List<String> release(Application app, String version) {
        return List.of(
                "--stack",
                LAB.project().resolve("examples/shop/docker-stack.yml").toString(),
                "--stack",
                ONE_TASK_EACH,
                "--set",
                "IMAGE=" + LAB.image("").replaceFirst(":$", ""),
                "--set",
                "DB_IMAGE=" + LAB.property("redisImage"),
                "--set",
                "VERSION=" + version,
                "--set",
                "HOST=" + app + ".lab");
    }
}
