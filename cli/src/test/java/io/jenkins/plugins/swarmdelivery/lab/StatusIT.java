package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code status} and {@code history} report what {@code docker service ls} and the proxies show. */
@OnLab(cluster = "staging", app = "it-status")
class StatusIT extends LabTest {
    @Test
    void statusMatchesDockerAndProxiesAtEveryStage() {
        assertThat(cli("status").expect(2).text()).contains(app.name());

        deliver("1.0").expect(0);
        assertStatus(Map.of("active", blue()));

        deploy("2.0", "--replicas", "2").expect(0);
        assertStatus(Map.of("active", blue(), "candidate", green()));

        cli("register", "--keep-standby", "1h").expect(0);
        assertStatus(Map.of("active", green(), "standby", blue()));

        cluster.docker("service", "scale", "--detach", green() + "=4");
        Await.until("four tasks run", () -> cluster.runningTasks(green()).size() == 4);
        assertStatus(Map.of("active", green(), "standby", blue()));

        deliver("crash", "--keep-failed").expect(1);
        assertStatus(Map.of("active", green(), "leftover", blue()));
    }

    @Test
    void historyListsWhatRanNewestFirst() {
        deliver("1.0", "--by", "anna", "--commit", "abc123").expect(0);
        String first = cluster.spec(blue()).image();
        deliver("crash").expect(1);
        deliver("2.0").expect(0);
        String second = cluster.spec(green()).image();
        cli("rollback", "--to", "1.0").expect(0);

        JsonNode history = cli("history").expect(0).json().path("history");

        assertThat(column(history, "event")).containsExactly("rollback", "release", "release", "release");
        assertThat(column(history, "version")).containsExactly("1.0", "2.0", "crash", "1.0");
        assertThat(column(history, "color")).containsExactly("blue", "green", "green", "blue");
        assertThat(column(history, "outcome")).containsExactly("done", "done", "failed", "done");
        assertThat(column(history, "previous")).containsExactly("green 2.0", "blue 1.0", "blue 1.0", "null");
        assertThat(history.at("/0/image").asText())
                .isEqualTo(first)
                .isEqualTo(cluster.spec(blue()).image());
        assertThat(history.at("/1/image").asText()).isEqualTo(second);
        assertThat(history.at("/2/reason").asText()).contains("exit code 3");
        assertThat(history.at("/3/author/name").asText()).isEqualTo("anna");
        assertThat(history.at("/3/author/commit").asText()).isEqualTo("abc123");
        String text = Cli.table(arguments("history"));
        assertThat(text.lines().skip(1)).hasSize(4);
        assertThat(text.lines().toList().get(3)).contains("crash", "green", "failed", "does not come up");
    }

    /** @param roles the expected services, by their role in the application */
    private void assertStatus(Map<String, String> roles) {
        JsonNode status = cli("status").expect(0).json().at("/applications/0");
        Map<String, String> seen = new TreeMap<>();
        Map<String, String> docker = serviceList();
        for (JsonNode service : status.path("services")) {
            String name = service.path("service").asText();
            seen.put(service.path("role").asText(), name);
            assertThat(service.path("healthy").asText() + "/"
                            + service.path("wanted").asText())
                    .as("tasks of %s", name)
                    .isEqualTo(docker.get(name));
            assertThat(service.path("image").asText())
                    .isEqualTo(cluster.spec(name).image());
        }
        assertThat(seen).isEqualTo(new TreeMap<>(roles));
        assertThat(docker).as("docker service ls").containsOnlyKeys(roles.values());
        assertThat(status.path("disagreements")).isEmpty();
        assertRouter(status);
        String text = Cli.table(arguments("status"));
        roles.forEach((role, service) -> assertThat(text)
                .containsPattern("(?m)^ *" + role + " .* as " + service + " +" + docker.get(service) + " healthy"));
    }

    private void assertRouter(JsonNode status) {
        String active = status.at("/active/color").asText() + " "
                + status.at("/active/version").asText();
        Proxies.assertServed(cluster, app, active);
        assertThat(status.at("/router/replicas")).hasSize(3);
        status.at("/router/replicas")
                .forEach(replica -> assertThat(replica.at("/route/active/color").asText() + " "
                                + replica.at("/route/active/version").asText())
                        .isEqualTo(active));
        assertThat(texts(status.at("/addresses/service"))).containsExactly("http://" + app + ".lab:8080");
        assertThat(texts(status.at("/addresses/serviceAt")))
                .containsExactlyElementsOf(
                        cluster.replicas(app).stream().map(URI::getHost).toList())
                .hasSize(3);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Name and replicas of the application's services. */
    private Map<String, String> serviceList() {
        Map<String, String> services = new TreeMap<>();
        String list = LAB.docker(
                cluster.name, "service", "ls", "--format", "{{.Name}} {{.Replicas}}", "--filter", "name=" + app.name());
        list.lines().map(line -> line.split(" ")).forEach(words -> services.put(words[0], words[1]));
        assertThat(Arrays.asList(blue(), green())).containsAll(services.keySet());
        return services;
    }

    private static List<String> column(JsonNode history, String field) {
        List<String> values = new ArrayList<>();
        history.forEach(entry -> values.add(entry.path(field).asText()));
        return values;
    }
}
