package io.jenkins.plugins.swarmdelivery.docker;

import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.HANG_UP;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.error;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DockerSwarmTest {
    private static final String SERVICE = """
        {"ID":"s1","Version":{"Index":7},"Spec":{"Name":"go-demo-blue","Labels":{"a":"1"},"TaskTemplate":
         {"ContainerSpec":{"Image":"r.example/go-demo:1.0","Groups":["7"],"New":[null,1.50,18446744073709551615]}}}}\
        """;
    private static final ServiceSpec SPEC = new ServiceSpec(Map.of(
            "Name", "go-demo-blue", "TaskTemplate", Map.of("ContainerSpec", Map.of("Image", "r.example/go-demo:1.0"))));

    private final StubEngine engine = new StubEngine();
    private final EngineClient client = StubEngine.client(engine);
    private final DockerSwarm swarm = new DockerSwarm(
            client,
            new Logins(List.of(
                    new RegistryCredentials("r.example", "anna", () -> "secret"),
                    new RegistryCredentials("second.example", "bob", () -> "other"))),
            OptionalInt.empty());

    @AfterEach
    void close() throws IOException {
        client.close();
        engine.close();
    }

    @Test
    void readsAServiceWithoutLosingAnything() {
        engine.on("GET /services/go-demo-blue", json(200, SERVICE));
        engine.on("POST /services/s1/update", json(200, "{}"));
        engine.on("GET /services/s1", json(200, SERVICE));
        Service read = swarm.service("go-demo-blue").orElseThrow();

        swarm.update(read, read.spec());

        assertThat(read.version()).isEqualTo(7);
        assertThat(engine.received("POST /services/s1/update").get(0))
                .satisfies(received -> assertThat(received.query()).isEqualTo("version=7"))
                .satisfies(received -> assertThat(received.body())
                        .isEqualTo(SERVICE.substring(SERVICE.indexOf("{\"Name"), SERVICE.length() - 1)
                                .replace("\n ", "")));
    }

    @Test
    void refusesNumbersThatCannotBeRead() {
        engine.on("GET /services", json(200, "[{\"ID\":\"s1\",\"Version\":1e9999999999}]"));

        assertThatThrownBy(swarm::services)
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContainingAll(
                        "GET /services", "a number in it is too large", "is this a Docker Engine's address?");
    }

    @Test
    void toleratesForeignServices() {
        engine.on("GET /services", json(200, """
            [{"ID":"s1","Spec":null},{"ID":"s2","Version":"new","Spec":{"Name":7,"Labels":[],"Mode":{"Magic":{}},
              "TaskTemplate":"x"}},null,7,{"Spec":{}},{"ID":"s3","Spec":[]}]\
            """));

        List<Service> services = swarm.services();

        assertThat(services).extracting(Service::id).containsExactly("s1", "s2", "s3");
        assertThat(services.get(1).spec().mode()).isEqualTo(new ServiceSpec.Mode.Other("Magic"));
        assertThat(services).allSatisfy(service -> {
            assertThat(service.name()).isEmpty();
            assertThat(service.spec().labels()).isEmpty();
            assertThat(service.spec().image()).isEmpty();
            assertThat(service.spec().fingerprint()).isNotEmpty();
        });
    }

    @Test
    void treatsNoIdPrefixAsAName() {
        engine.on("GET /services/s", json(200, SERVICE));
        engine.on("GET /services/gone", error(404, "service gone not found"));

        assertThat(swarm.service("s")).isEmpty();
        assertThat(swarm.service("gone")).isEmpty();
    }

    @Test
    void sendsRegistryCredentialsOnlyWithNewImages() {
        engine.on("POST /services/create", json(201, "{\"ID\":\"s1\"}"));
        engine.on("POST /services/s1/update", json(200, "{}"));
        engine.on("GET /services/s1", json(200, SERVICE));

        Service made = swarm.create(SPEC);
        swarm.update(made, made.spec().withLabels(Map.of("a", "2")));
        swarm.update(made, made.spec().withImage(ImageReference.parse("r.example/go-demo:2.0")));
        swarm.update(made, made.spec().withImage(ImageReference.parse("elsewhere.example/go-demo:2.0")));

        assertThat(header("POST /services/create", 0)).isNotNull();
        assertThat(header("POST /services/s1/update", 0)).isNull();
        assertThat(header("POST /services/s1/update", 1)).isNotNull();
        assertThat(header("POST /services/s1/update", 2)).isNull();
    }

    @Test
    void sendsEachRegistryOnlyItsOwnLogin() {
        engine.on("POST /services/create", json(201, "{\"ID\":\"s1\"}"));
        engine.on("GET /services/s1", json(200, SERVICE));

        swarm.create(SPEC.withImage(ImageReference.parse("r.example/go-demo:2.0")));
        swarm.create(SPEC.withImage(ImageReference.parse("second.example/go-demo:2.0")));

        assertThat(shown("POST /services/create", 0)).contains("anna", "secret").doesNotContain("bob", "other");
        assertThat(shown("POST /services/create", 1)).contains("bob", "other").doesNotContain("anna", "secret");
    }

    private String shown(String request, int index) {
        return new String(Base64.getUrlDecoder().decode(header(request, index)), StandardCharsets.UTF_8);
    }

    @Test
    void distinguishesStaleVersionAndTakenName() {
        Service read = new Service("s1", 7, SPEC);
        engine.on("POST /services/s1/update", error(500, "rpc error: code = Unknown desc = update out of sequence"));
        engine.on("POST /services/create", error(409, "name conflicts"), error(400, "invalid image"), HANG_UP);

        assertThatThrownBy(() -> swarm.update(read, SPEC))
                .isInstanceOf(SwarmException.Conflict.class)
                .hasMessageContainingAll(
                        "POST /services/s1/update at tcp://127.0.0.1", "500", "update out of sequence");
        assertThatThrownBy(() -> swarm.create(SPEC)).isInstanceOf(SwarmException.Conflict.class);
        assertThatThrownBy(() -> swarm.create(SPEC))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContaining("400 invalid image");
        assertThatThrownBy(() -> swarm.create(SPEC)).isInstanceOf(SwarmException.Unavailable.class);
    }

    @Test
    void acceptsRemovalOfMissingObjects() {
        engine.on("DELETE /services/s1", error(404, "service s1 not found"));

        swarm.remove("s1");

        assertThat(engine.received("DELETE /services/s1")).hasSize(1);
    }

    @Test
    void readsTasksInUnknownStates() {
        engine.on("GET /tasks", json(200, """
            [{"ID":"t1","ServiceID":"s1","Slot":2,"NodeID":"n1","DesiredState":"shutdown","Spec":{"ContainerSpec":
              {"Image":"i:1"}},"Status":{"State":"failed","Err":"task: non-zero exit (3)","Timestamp":
              "2026-11-20T19:30:30.297353029Z","ContainerStatus":{"ContainerID":"c1","PID":0,"ExitCode":3},
              "PortStatus":{"Ports":[{"TargetPort":80,"PublishedPort":8080,"PublishMode":"host"},{}]}}},
             {"ID":"t2","ServiceID":"s1","DesiredState":"running","Status":{"State":"running","Timestamp":"?",
              "ContainerStatus":{"ContainerID":"c2","PID":44,"ExitCode":0},"PortStatus":{}}},
             {"ID":"t3","ServiceID":"s1","Status":{"State":"levitating","ContainerStatus":
                          {"ContainerID":"c3","PID":0,"ExitCode":0}}},
             {"ID":"t4","ServiceID":"another"}]\
            """));

        List<Task> tasks = swarm.tasks(new Service("s1", 7, SPEC));

        assertThat(tasks)
                .first()
                .isEqualTo(new Task(
                        "t1",
                        new Task.Place(2, "n1"),
                        new Task.Condition(
                                "failed",
                                "shutdown",
                                "task: non-zero exit (3)",
                                Instant.parse("2026-11-20T19:30:30.297353029Z")),
                        new Task.Container("c1", "i:1", Optional.of(3L), List.of(new Task.HostPort(80, 8080)))));
        assertThat(tasks).extracting(Task::state).containsExactly("failed", "running", "levitating");
        assertThat(tasks.get(1).exitCode()).isEmpty();
        assertThat(tasks.get(2).exitCode()).as("not ended, as far as known").isEmpty();
        assertThat(engine.received("GET /tasks").get(0).query()).isEqualTo("filters={\"name\":[\"go-demo-blue.\"]}");
    }

    @Test
    void findsTheAddressOfALeadingManager() {
        engine.on("GET /nodes", json(200, """
            [{"ID":"n1","Spec":{"Role":"manager","Availability":"active","Labels":{"env":"x"}},"Description":
              {"Hostname":"m1","Platform":{"OS":"linux","Architecture":"x86_64"},"Resources":
              {"NanoCPUs":2000000000,"MemoryBytes":1024},"Engine":{"Labels":{"e":"1"}}},
              "Status":{"State":"ready","Addr":"0.0.0.0"},"ManagerStatus":{"Leader":true,
              "Reachability":"reachable","Addr":"10.0.0.1:2377"}},
             {"ID":"n2","Spec":{"Role":"manager"},"Status":{"State":"down","Addr":"127.0.0.1"},
              "ManagerStatus":{"Reachability":"unreachable","Addr":"[fd00::2]:2377"}},
             {"ID":"n3","Spec":{"Role":"worker"},"Status":{"State":"unknown","Addr":"10.0.0.3"}},{},
             {"ID":"n4","Status":{"Addr":"fd00::4"}},{"ID":"n5","Status":{"Addr":"[fd00::5]"}},
             {"ID":"n6","Status":{"Addr":"::1"},"ManagerStatus":{"Addr":"[fd00::6]:2377"}}]\
            """));

        assertThat(swarm.nodes())
                .extracting(Node::address)
                .containsExactly("10.0.0.1", "fd00::2", "10.0.0.3", "", "fd00::4", "fd00::5", "fd00::6");
        assertThat(swarm.nodes().get(0))
                .isEqualTo(new Node(
                        "n1",
                        new Node.Host("m1", "10.0.0.1", "linux", "x86_64"),
                        new Node.Condition("manager", "active", "ready", true),
                        new Node.LabelSets(Map.of("env", "x"), Map.of("e", "1")),
                        new Node.Resources(2_000_000_000L, 1024)));
        assertThat(swarm.info().managers()).isEqualTo(2);
        assertThat(swarm.info().reachableManagers()).isEqualTo(1);
        assertThat(swarm.info().nodes()).isEqualTo(7);
    }

    @Test
    void returnsNoLogsIfTheyCannotBeRead() {
        Task task = task("c1");
        engine.on("GET /tasks/t1/logs", error(500, "configured logging driver does not support reading"));

        assertThat(swarm.logs(task, 5)).isEmpty();
    }

    @Test
    void keepsTheLogReadBeforeANodeFails() {
        engine.on("GET /tasks/t1/logs", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            StubEngine.sleep(Duration.ofSeconds(30));
        });

        assertThat(swarm.logs(task("c1"), 5)).containsExactly("one", "two");
    }

    @Test
    void readsHealthOnlyOfAManagersOwnContainers() {
        engine.on("GET /nodes", json(200, "[]"));
        engine.on(
                "GET /info",
                json(200, "{\"Swarm\":{\"NodeID\":\"n1\"}}"),
                json(200, "{\"Swarm\":{\"NodeID\":\"n2\"}}"),
                json(200, "null"));
        engine.on("GET /containers/c1/json", json(200, """
            {"State":{"Health":{"Log":[{"ExitCode":1,"Output":"no\\n answer\\n"},{"ExitCode":0,"Output":""}]}}}\
            """));

        assertThat(swarm.healthOutput(task("c1"))).contains("exit code 1: no answer\nexit code 0: ");
        assertThat(swarm.healthOutput(task("c1"))).isEmpty();
        assertThat(swarm.healthOutput(task("c1")))
                .as("an answer without anything in it")
                .isEmpty();
        assertThat(swarm.healthOutput(task(""))).isEmpty();
    }

    @Test
    void countsFreeAddresses() {
        String vip = "[{\"ID\":\"s1\",\"Endpoint\":{\"VirtualIPs\":[{\"NetworkID\":\"n\",\"Addr\":\"10.0.0.2/28\"},"
                + "{\"NetworkID\":\"n\",\"Addr\":\"fd00:1::2/64\"}]}}]";
        String task = "{\"NodeID\":\"m1\",\"Status\":{\"State\":\"%s\"},\"NetworksAttachments\":[{\"Network\":{\"ID\":"
                + "\"n\"},\"Addresses\":[\"10.0.0.%d/28\",\"fd00:1::3/64\"]}]}";
        engine.on("GET /services", json(200, vip));
        engine.on(
                "GET /tasks", json(200, "[" + task.formatted("running", 3) + "," + task.formatted("failed", 4) + "]"));
        String network = "{\"Id\":\"n\",\"Name\":\"apps\",\"Driver\":\"overlay\",\"IPAM\":{\"Config\":%s}}";
        engine.on("GET /networks/apps", json(200, network.formatted("[{\"Subnet\":\"10.0.0.0/28\"}]")));
        engine.on("GET /networks/n", json(200, network.formatted("null")));
        engine.on("GET /networks/b", json(200, "{\"Id\":\"b\",\"Name\":\"b\",\"Driver\":\"bridge\"}"));

        assertThat(swarm.network("apps").orElseThrow().freeAddresses()).isEqualTo(16 - 3 - 1 - 1 - 1);
        assertThat(swarm.network("n").orElseThrow().freeAddresses()).isEqualTo(-1);
        assertThat(swarm.network("b")).isEmpty();
    }

    @Test
    void countsFreeAddressesOfAllNetworksWithThreeQuestions() {
        String task = "{\"Status\":{\"State\":\"running\"},\"NetworksAttachments\":[{\"Network\":{\"ID\":\"%s\"},"
                + "\"Addresses\":[\"10.0.0.3/28\"]}]}";
        String network = "{\"Id\":\"%s\",\"Name\":\"%s\",\"Driver\":\"overlay\",\"IPAM\":{\"Config\":[{\"Subnet\":"
                + "\"10.0.%d.0/28\"}]}}";
        engine.on("GET /services", json(200, "[]"));
        engine.on("GET /tasks", json(200, "[" + task.formatted("n1") + "," + task.formatted("n3") + "]"));
        engine.on(
                "GET /networks",
                json(
                        200,
                        "[" + network.formatted("n1", "apps", 0) + "," + network.formatted("n2", "shop_default", 1)
                                + ",{\"Id\":\"i\",\"Name\":\"ingress\",\"Driver\":\"overlay\",\"Ingress\":true}]"));

        assertThat(swarm.networks())
                .containsExactly(
                        new Swarm.OverlayNetwork("n1", "apps", 12), new Swarm.OverlayNetwork("n2", "shop_default", 13));
        assertThat(engine.received("GET /networks"))
                .singleElement()
                .satisfies(received -> assertThat(received.query()).contains("\"scope\":[\"swarm\"]"));
        assertThat(engine.received("GET /tasks")).hasSize(1);
        assertThat(engine.received("GET /services")).hasSize(1);
    }

    @Test
    void findsSeveralSecretsWithOneQuestion() {
        engine.on("GET /secrets", json(200, """
                [{"ID":"s1","Spec":{"Name":"db"}},{"ID":"s2","Spec":{"Name":"db-old"}}]"""));

        assertThat(swarm.named(Swarm.Kind.SECRET, List.of("db", "gone"))).containsExactly(new Swarm.Named("s1", "db"));
        assertThat(swarm.named(Swarm.Kind.SECRET, List.of())).isEmpty();
        assertThat(engine.received("GET /secrets"))
                .singleElement()
                .satisfies(received -> assertThat(received.query()).contains("\"name\":[\"db\",\"gone\"]"));
    }

    private static Task task(String container) {
        return new Task(
                "t1",
                new Task.Place(1, "n1"),
                new Task.Condition("failed", "shutdown", "", Instant.EPOCH),
                new Task.Container(container, "", Optional.empty(), List.of()));
    }

    private String header(String request, int index) {
        return engine.received(request).get(index).headers().getFirst("X-Registry-Auth");
    }

    @Test
    void findsSecretsAndConfigsByExactNameOrId() {
        engine.on("GET /secrets/db", json(200, "{\"ID\":\"s1\",\"Spec\":{\"Name\":\"db\"}}"));
        engine.on("GET /configs/c1", json(200, "{\"ID\":\"c1\",\"Spec\":{\"Name\":\"settings\"}}"));
        engine.on("GET /configs/c", json(200, "{\"ID\":\"c1\",\"Spec\":{\"Name\":\"settings\"}}"));
        engine.on("GET /secrets/gone", error(404, "secret gone not found"));

        assertThat(swarm.secret("db")).contains(new Swarm.Named("s1", "db"));
        assertThat(swarm.config("c1")).contains(new Swarm.Named("c1", "settings"));
        assertThat(swarm.config("c")).as("the beginning of an id").isEmpty();
        assertThat(swarm.secret("gone")).isEmpty();
    }

    @Test
    void treatsIngressAsNoOverlayNetwork() {
        engine.on(
                "GET /networks/ingress",
                json(200, "{\"Id\":\"n1\",\"Name\":\"ingress\",\"Driver\":\"overlay\",\"Ingress\":true}"));
        engine.on("GET /networks/host", json(200, "{\"Id\":\"n2\",\"Name\":\"host\",\"Driver\":\"host\"}"));

        assertThat(swarm.network("ingress")).isEmpty();
        assertThat(swarm.networkDriver("ingress")).contains("ingress");
        assertThat(swarm.network("host")).isEmpty();
        assertThat(swarm.networkDriver("host")).contains("host");
    }
}
