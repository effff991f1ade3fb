package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A healthy Docker Engine's responses to all requests that we send. */
final class Answers {
    static final Application APP = new Application("go-demo");
    private static final String SERVICE = """
            {"ID":"go-demo-blue","Version":{"Index":7},"Spec":{"Name":"go-demo-blue","Labels":{"a":"1"},
             "TaskTemplate":{"ContainerSpec":{"Image":"r.example/go-demo:1.0"}},"Mode":{"Replicated":{"Replicas":3}},
             "EndpointSpec":{"Ports":[{"TargetPort":80}]}},
             "Endpoint":{"VirtualIPs":[{"NetworkID":"n1","Addr":"10.0.0.2/24"}]}}
            """;
    private static final String TASK = """
            {"ID":"t1","ServiceID":"go-demo-blue","Slot":1,"NodeID":"node1","DesiredState":"running",
             "Spec":{"ContainerSpec":{"Image":"r.example/go-demo:1.0"}},
             "Status":{"State":"failed","Err":"task: non-zero exit (1)","Timestamp":"2026-03-01T12:00:00.123456789Z",
               "ContainerStatus":{"ContainerID":"c1","ExitCode":1},
               "PortStatus":{"Ports":[{"TargetPort":80,"PublishedPort":8080,"PublishMode":"host"}]}},
             "NetworksAttachments":[{"Network":{"ID":"n1"},"Addresses":["10.0.0.3/24"]}]}
            """;
    private static final String NODE = """
            {"ID":"node1","Spec":{"Role":"manager","Availability":"active","Labels":{"env":"prod-like"}},
             "Description":{"Hostname":"p1","Platform":{"OS":"linux","Architecture":"x86_64"},
               "Resources":{"NanoCPUs":2000000000,"MemoryBytes":4000000000},"Engine":{"Labels":{"rack":"1"}}},
             "Status":{"State":"ready","Addr":"0.0.0.0"},
             "ManagerStatus":{"Leader":true,"Reachability":"reachable","Addr":"10.0.0.1:2377"}}
            """;
    private static final String CONFIG = """
            {"ID":"cfg1","Version":{"Index":9},"Spec":{"Name":"go-demo.release.1","Data":"eyJOYW1lIjoieCJ9",
             "Labels":{"io.jenkins.swarm-delivery.application":"go-demo",
               "io.jenkins.swarm-delivery.release":"1"}}}
            """;
    private static final String NETWORK = """
            {"Id":"n1","Name":"apps","Driver":"overlay","IPAM":{"Config":[{"Subnet":"10.0.0.0/24"}]}}
            """;
    private static final String CONTAINER = """
            {"State":{"Health":{"Log":[{"ExitCode":1,"Output":"refused"},{"ExitCode":0,"Output":"ok"}]}}}
            """;

    /** A ledger with everything in it. */
    static final String LEDGER = """
            {"format":1,"application":"go-demo","lastRelease":3,
             "active":{"release":{"number":2,"version":"2.0","image":"r.example/go-demo:2.0",
                 "author":{"name":"anna","build":"https://ci.example/7","commit":"abc","approver":"bert"},
                 "at":"2026-03-01T12:00:00Z"},
               "color":"green","service":"go-demo-green","serviceId":"s2","fingerprint":"0a1b",
               "since":"2026-03-01T12:00:00Z","adopted":false},
             "standby":{"release":{"number":1,"version":"1.0","image":"r.example/go-demo:1.0",
                 "author":{"name":"anna"},"at":"2026-03-01T11:00:00Z"},
               "color":"blue","service":"go-demo-blue","since":"2026-03-01T11:00:00Z","adopted":true},
             "standbyUntil":"2026-03-01T13:00:00Z",
             "delivery":{"id":"d1","kind":"RELEASE","phase":"BAKING","phaseSince":"2026-03-01T12:30:00Z",
               "startedAt":"2026-03-01T12:29:00Z",
               "to":{"release":{"number":3,"version":"3.0","image":"r.example/go-demo:3.0",
                   "author":{"name":"anna"},"at":"2026-03-01T12:29:00Z"},
                 "color":"blue","service":"go-demo-blue","since":"2026-03-01T12:29:00Z"},
               "options":{"prePull":true,"convergeTimeout":"PT5M","maxFailures":3,"stability":"PT1S",
                 "probePath":"/","preTest":false,"postTest":true,"bake":"PT5M","keepStandby":"PT1H",
                 "drainTimeout":"PT30S","revertTimeout":"PT30S","keepFailed":false,"keepReleases":5,"autoSwitch":true},
               "author":{"name":"anna"},"failure":"tests failed","failedIn":"VERIFYING","took":{"PULLING":"PT1.5S"}},
             "lease":{"token":"t","owner":"anna","reason":"deliver","since":"2026-03-01T12:29:00Z",
               "expires":"2026-03-01T12:31:00Z"},
             "history":[{"at":"2026-03-01T12:00:00Z","event":"deliver","delivery":"d0","release":2,"version":"2.0",
               "image":"r.example/go-demo:2.0","color":"green","previous":"1.0","outcome":"done","reason":"",
               "author":{"name":"anna"},"took":{"STARTING":"PT0.1S"}}]}
            """;

    /** All requests of our adapters, each with a name; all only read. */
    interface Question {
        void of(EngineClient client);
    }

    private static final Task RUNNING = new Task(
            "t1",
            new Task.Place(1, "node1"),
            new Task.Condition("running", "running", "", Instant.EPOCH),
            new Task.Container("c1", "x:1", Optional.empty(), List.of()));
    private static final ServiceSpec SPEC = new ServiceSpec(Map.of(
            "Name", "go-demo-blue", "TaskTemplate", Map.of("ContainerSpec", Map.of("Image", "r.example/go-demo:1.0"))));

    static final List<Question> QUESTIONS = List.of(
            client -> swarm(client).info(),
            client -> swarm(client).nodes(),
            client -> swarm(client).services().forEach(service -> service.spec().fingerprint()),
            client -> swarm(client)
                    .service("go-demo-blue")
                    .ifPresent(service -> swarm(client).tasks(service)),
            client -> swarm(client).create(SPEC),
            client -> swarm(client).remove("go-demo-blue"),
            client -> swarm(client).logs(RUNNING, 20),
            client -> swarm(client).healthOutput(RUNNING),
            client -> swarm(client).network("apps"),
            client -> swarm(client).networks(),
            client -> swarm(client).named(Swarm.Kind.CONFIG, List.of("a", "b")),
            client -> new ConfigLedgerStore(client).read(APP),
            client -> new ConfigLedgerStore(client).applications(),
            client -> new ConfigLedgerStore(client).keptReleases(APP),
            client -> new ConfigLedgerStore(client).kept(APP, 1),
            client -> new DistributionRegistry(client, Logins.NONE)
                    .resolve(ImageReference.parse("r.example/go-demo:1.0")));

    private static final Map<String, Object> RIGHT = new LinkedHashMap<>();

    static {
        RIGHT.put("/services/", Damage.parse(SERVICE));
        RIGHT.put("/services", Damage.parse("[" + SERVICE + "," + SERVICE.replace("blue", "green") + "]"));
        RIGHT.put("/tasks/", "log");
        RIGHT.put("/tasks", Damage.parse("[" + TASK + "," + TASK.replace("failed", "running") + "]"));
        RIGHT.put("/nodes", Damage.parse("[" + NODE + "," + NODE.replace("node1", "node2") + "]"));
        RIGHT.put("/configs", Damage.parse("[" + CONFIG + "," + ledger() + "]"));
        RIGHT.put("/networks/", Damage.parse(NETWORK));
        RIGHT.put("/containers/", Damage.parse(CONTAINER));
        RIGHT.put("/info", Damage.parse("{\"Swarm\":{\"NodeID\":\"node1\"}}"));
        RIGHT.put("/distribution/", Damage.parse("{\"Descriptor\":{\"digest\":\"sha256:" + "a".repeat(64) + "\"}}"));
        RIGHT.put("/_ping", "OK");
    }

    private Answers() {}

    private static String ledger() {
        return """
                {"ID":"cfg2","Version":{"Index":9},
                 "Spec":{"Name":"go-demo.ledger","Labels":{"%s":"go-demo","%s":%s}}}
                """.formatted(Labels.APPLICATION, LedgerText.LABEL, Damage.text(LEDGER));
    }

    /** The response to a request, by its first line. */
    static Object to(String request) {
        return RIGHT.entrySet().stream()
                .filter(answer -> request.contains(answer.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(Map.of());
    }

    static List<Object> all() {
        return List.copyOf(RIGHT.values());
    }

    private static DockerSwarm swarm(EngineClient client) {
        return new DockerSwarm(client, Logins.NONE, java.util.OptionalInt.empty());
    }
}
