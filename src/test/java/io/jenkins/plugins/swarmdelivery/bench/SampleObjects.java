package io.jenkins.plugins.swarmdelivery.bench;

import io.jenkins.plugins.swarmdelivery.docker.EngineServer;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a Docker Engine tells of versions, networks, nodes and tasks, as long as a real one tells it. */
final class SampleObjects {
    private static final String TIME = "2026-03-01T12:00:00.123456789Z";
    private static final int NODES = 3;

    static final Object VERSION = Damage.parse(EngineServer.VERSION);

    static final Object NETWORK = Damage.parse("""
            {"Id":"n1","Name":"apps","Driver":"overlay","Scope":"swarm",
             "IPAM":{"Driver":"default","Config":[{"Subnet":"10.0.0.0/16","Gateway":"10.0.0.1"}]}}
            """);

    private static final Object ATTACHED = Damage.parse("""
            {"ID":"n1","Version":{"Index":21},"CreatedAt":"2026-03-01T12:00:00.123456789Z",
             "UpdatedAt":"2026-03-01T12:00:00.123456789Z",
             "Spec":{"Name":"apps","Labels":{},"DriverConfiguration":{"Name":"overlay"},"Attachable":true,
               "IPAMOptions":{"Driver":{"Name":"default"},"Configs":[{"Subnet":"10.0.0.0/16"}]},"Scope":"swarm"},
             "DriverState":{"Name":"overlay","Options":{"com.docker.network.driver.overlay.vxlanid_list":"4097"}},
             "IPAMOptions":{"Driver":{"Name":"default"},"Configs":[{"Subnet":"10.0.0.0/16","Gateway":"10.0.0.1"}]}}
            """);

    private static final Object DESCRIPTION = Damage.parse("""
            {"Hostname":"p1","Platform":{"Architecture":"x86_64","OS":"linux"},
             "Resources":{"NanoCPUs":8000000000,"MemoryBytes":33554432000},
             "Engine":{"EngineVersion":"20.10.24","Plugins":[
               {"Type":"Log","Name":"awslogs"},{"Type":"Log","Name":"fluentd"},{"Type":"Log","Name":"gcplogs"},
               {"Type":"Log","Name":"gelf"},{"Type":"Log","Name":"journald"},{"Type":"Log","Name":"json-file"},
               {"Type":"Log","Name":"local"},{"Type":"Log","Name":"logentries"},{"Type":"Log","Name":"splunk"},
               {"Type":"Log","Name":"syslog"},{"Type":"Network","Name":"bridge"},{"Type":"Network","Name":"host"},
               {"Type":"Network","Name":"ipvlan"},{"Type":"Network","Name":"macvlan"},
               {"Type":"Network","Name":"null"},{"Type":"Network","Name":"overlay"},{"Type":"Volume","Name":"local"}]},
             "TLSInfo":{"TrustRoot":"%s","CertIssuerSubject":"MBMxETAPBgNVBAMTCHN3YXJtLWNh","CertIssuerPublicKey":"%s"}}
            """.formatted("A".repeat(750), "B".repeat(124)));

    private SampleObjects() {}

    /** Of an application of the usual size. */
    static ServiceSpec spec(long replicas) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("Name", "anything");
        spec.put("Labels", Map.of("team", "shop"));
        Map<String, Object> container = Json.object(spec, "TaskTemplate", "ContainerSpec");
        container.put("Image", "anything:1");
        container.put(
                "Env",
                IntStream.range(0, 20)
                        .mapToObj(i -> "SETTING_" + i + "=the value of setting " + i)
                        .toList());
        container.put("StopGracePeriod", 15_000_000_000L);
        container.put(
                "Healthcheck",
                Map.of("Test", List.of("CMD", "/app", "-health"), "Interval", 1_000_000_000, "Retries", 3));
        Json.object(spec, "TaskTemplate").put("Networks", List.of(Map.of("Target", "apps")));
        Json.object(spec, "TaskTemplate").put("RestartPolicy", Map.of("Condition", "any", "Delay", 1_000_000_000));
        Json.object(spec, "Mode", "Replicated").put("Replicas", replicas);
        return new ServiceSpec(spec);
    }

    static Stream<Object> nodes() {
        return IntStream.rangeClosed(1, NODES)
                .mapToObj(number -> Map.of(
                        "ID",
                        "node" + number,
                        "Version",
                        Map.of("Index", number),
                        "CreatedAt",
                        TIME,
                        "UpdatedAt",
                        TIME,
                        "Spec",
                        Map.of("Role", "manager", "Availability", "active", "Labels", Map.of()),
                        "Description",
                        DESCRIPTION,
                        "Status",
                        Map.of("State", "ready", "Addr", "10.77.0." + number),
                        "ManagerStatus",
                        Map.of("Reachability", "reachable", "Addr", "10.77.0." + number + ":2377")));
    }

    static Object task(Map<String, Object> service, long slot, String state) {
        String id = Json.text(service, "ID").orElseThrow();
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("ID", id + "-" + slot);
        task.put("Version", Map.of("Index", slot));
        task.put("CreatedAt", TIME);
        task.put("UpdatedAt", TIME);
        task.put("Labels", Map.of());
        task.put("Spec", Json.at(service, "Spec", "TaskTemplate"));
        task.put("ServiceID", id);
        task.put("Slot", slot);
        task.put("NodeID", "node" + (slot % NODES + 1));
        task.put(
                "Status",
                Map.of(
                        "Timestamp",
                        TIME,
                        "State",
                        state,
                        "Message",
                        "started",
                        "ContainerStatus",
                        Map.of("ContainerID", "c".repeat(64), "PID", 4711, "ExitCode", 0),
                        "PortStatus",
                        Map.of()));
        task.put("DesiredState", "running");
        String address = "10.0." + slot / 250 + "." + (slot % 250 + 2) + "/16";
        task.put("NetworksAttachments", List.of(Map.of("Network", ATTACHED, "Addresses", List.of(address))));
        return task;
    }
}
