package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan changes nothing in the whole Swarm, and a delivery then does what the plan says. */
@OnLab(cluster = "staging", app = "it-plan", alone = true)
@Order(0) // It has its Swarm for itself: first, it runs beside those of the other one.
class PlanIT extends LabTest {
    @Override
    String spec() {
        return exampleSpec();
    }

    @Test
    void planOfAFirstReleaseMatchesWhatIsCreated() {
        JsonNode before = everything();

        Cli.Outcome planned = cli("plan", "--image", LAB.image("1.0"), "--spec", exampleSpec())
                .expect(0);

        assertNothingTouchedSince(before);
        JsonNode plan = planned.json().path("plan");
        assertThat(plan.path("active").isNull()).isTrue();
        assertThat(plan.at("/candidate/service").asText()).isEqualTo(blue());
        assertThat(plan.at("/candidate/image").asText()).startsWith(LAB.image("1.0") + "@sha256:");
        assertThat(texts(plan.path("problems"))).isEmpty();
        assertThat(texts(plan.path("steps")))
                .anyMatch(step -> step.startsWith("create service " + blue() + " with 3 tasks on 2 eligible nodes"))
                .contains("switch the router from no route to blue 1.0");

        deliver("1.0").expect(0);
        assertLive("blue 1.0", blue());
        Set<String> done = Specs.changes(
                Specs.file(exampleSpec()), cluster.api("/services/" + blue()).path("Spec"));
        // What Docker itself writes: the id of a network in place of its name, and defaults.
        done.removeAll(Set.of(
                "~TaskTemplate/Networks/0/Target",
                "+TaskTemplate/ForceUpdate",
                "+TaskTemplate/Runtime",
                "+TaskTemplate/RestartPolicy/MaxAttempts",
                "+TaskTemplate/ContainerSpec/Isolation"));
        assertThat(paths(plan)).isEqualTo(paths(done));
    }

    @Test
    void planOfTheNextReleaseMatchesTheCandidate() {
        deliver("1.0").expect(0);
        cluster.docker("service", "scale", "--detach", blue() + "=2");
        awaitQuiet();
        JsonNode before = everything();

        Cli.Outcome planned = cli("plan", "--image", LAB.image("2.0")).expect(0);

        assertNothingTouchedSince(before);
        JsonNode plan = planned.json().path("plan");
        assertThat(plan.at("/active/version").asText()).isEqualTo("1.0");
        assertThat(texts(plan.path("steps")))
                .anyMatch(step -> step.startsWith("create service " + green() + " with 2 tasks on 2 eligible nodes"))
                .contains("switch the router from blue 1.0 to green 2.0", "drain, stop and remove blue 1.0");

        deploy("2.0").expect(0);
        JsonNode live = cluster.api("/services/" + blue()).path("Spec");
        JsonNode candidate = cluster.api("/services/" + green()).path("Spec");
        assertThat(paths(plan)).isEqualTo(paths(Specs.changes(live, candidate)));
        for (JsonNode change : plan.path("changes")) {
            String path = change.path("path").asText();
            assertThat(change.path("before")).as(path).isEqualTo(at(live, path));
            if (!path.equals("Labels." + Labels.DELIVERY)) {
                assertThat(change.path("after")).as(path).isEqualTo(at(candidate, path));
            }
        }
    }

    @Test
    void planAndDeliveryReportTheSameObjections() {
        assertThat(cli("plan", "--image", LAB.image("1.0")).expect(2).text())
                .contains("has no release here yet", "--spec FILE.json");
        assertThat(cluster.ledgers.read(app)).isEmpty();
        deliver("1.0").expect(0);
        cluster.docker("service", "update", "--detach", "--env-add", "BY=hand", blue());
        awaitQuiet();
        JsonNode before = everything();

        List<String> problems =
                texts(cli("plan", "--image", LAB.image("2.0")).expect(2).json().at("/plan/problems"));

        assertThat(problems).singleElement().asString().contains(blue() + " has drifted", "adopt CLUSTER " + app);
        assertThat(deploy("2.0").expect(2).text()).contains(problems);
        assertNothingTouchedSince(before);
    }

    @Test
    void namesWhatDockerOrTheRouterWouldRefuse(@TempDir Path folder) throws IOException {
        ObjectNode spec = Specs.file(exampleSpec()).deepCopy();
        spec.withObject("/Mode/Replicated").put("Replicas", 12);
        ObjectNode container = spec.withObject("/TaskTemplate/ContainerSpec");
        container
                .putArray("Secrets")
                .addObject()
                .put("SecretName", "it-plan-gone")
                .putObject("File")
                .put("Name", "x");
        container.putArray("CapabilityAd");
        spec.withObject("/TaskTemplate").putArray("Networks").addObject().put("Target", "host");
        Path file = Files.writeString(folder.resolve("spec.json"), spec.toString());
        JsonNode before = everything();

        List<String> problems = texts(cli("plan", "--image", LAB.image("1.0"), "--spec", file.toString())
                .expect(2)
                .json()
                .at("/plan/problems"));

        assertThat(problems)
                .hasSize(4)
                .anyMatch(line ->
                        line.startsWith("network host: the router cannot find a service on its nodes' own network"))
                .anyMatch(line -> line.startsWith("the router has slots for 10 of 12 tasks"))
                .anyMatch(line -> line.startsWith("secret it-plan-gone does not exist"))
                .anyMatch(line -> line.contains("CapabilityAd: is not a field of the Engine API; write CapabilityAdd"));
        assertNothingTouchedSince(before);
    }

    @Test
    void textShowsTheStepsAndTheChanges() {
        deliver("1.0").expect(0);

        String text = Cli.table(arguments("plan", "--image", LAB.image("2.0"), "--replicas", "4"));

        assertThat(text)
                .contains("plan for " + app + " on staging (nothing is changed)")
                .contains("create service " + green() + " with 4 tasks on 2 eligible nodes")
                .contains("~ Name: \"" + blue() + "\" -> \"" + green() + "\"")
                .contains("~ Mode.Replicated.Replicas: 3 -> 4")
                .contains("~ TaskTemplate.ContainerSpec.Image: \""
                        + cluster.spec(blue()).image() + "\" -> \"" + LAB.image("2.0") + "@sha256:");
    }

    /** Everything that a plan could change, as Docker and the proxies report it. */
    private JsonNode everything() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (String kind : List.of("services", "configs", "secrets", "nodes", "networks")) {
            JsonNode list = cluster.api("/" + kind);
            assertThat(list).as(kind).isNotEmpty();
            list.forEach(each ->
                    all.set(kind + " " + each.path("ID").asText(each.path("Id").asText()), each));
        }
        for (JsonNode task : cluster.api("/tasks")) {
            if (task.path("DesiredState").asText().equals("running")) {
                all.set("task " + task.path("ID").asText(), task);
            }
        }
        TrafficRouter.View view = cluster.router.view(app);
        assertThat(view.replicas())
                .hasSize(3)
                .allMatch(replica -> replica.route().isPresent());
        return all.put("router", view.describe());
    }

    private void assertNothingTouchedSince(JsonNode before) {
        assertThat(Specs.changes(before, everything())).isEmpty();
    }

    /** Waits until earlier changes are complete, so that none of them happens while the plan is made. */
    private void awaitQuiet() {
        Await.until(
                "no service is being updated",
                () -> cluster.api("/services").findValues("UpdateStatus").stream()
                        .noneMatch(update -> update.path("State").asText().equals("updating")));
        Await.until(
                "no task of " + app + " is on its way",
                () -> cluster.api("/tasks").findParents("DesiredState").stream()
                        .filter(task ->
                                task.at("/Spec/ContainerSpec/Image").asText().contains("/go-demo:"))
                        // Docker keeps the task of a job that found no node forever, even if the job was removed.
                        .filter(task -> !task.path("DesiredState").asText().equals("complete"))
                        .noneMatch(task ->
                                Set.of("new", "pending", "assigned", "accepted", "preparing", "ready", "starting")
                                                .contains(
                                                        task.at("/Status/State").asText())
                                        || task.path("DesiredState").asText().equals("shutdown")
                                                && task.at("/Status/State")
                                                        .asText()
                                                        .equals("running")));
    }

    private static Set<String> paths(JsonNode plan) {
        return plan.path("changes").findValues("path").stream()
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    private static Set<String> paths(Set<String> changes) {
        return changes.stream()
                .map(change -> change.substring(1).replace('/', '.'))
                .collect(Collectors.toSet());
    }

    /** A label's name itself contains dots. */
    private static JsonNode at(JsonNode spec, String path) {
        return path.startsWith("Labels.")
                ? spec.path("Labels").path(path.substring("Labels.".length()))
                : spec.at("/" + path.replace('.', '/'));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
