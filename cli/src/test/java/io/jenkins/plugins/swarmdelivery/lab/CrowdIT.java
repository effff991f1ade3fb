package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A thousand foreign services in the same Swarm, many with fields that docker-java's model of a service does not have.
 */
@OnLab(cluster = "staging", app = "it-crowd")
@Isolated
@Tag("slow")
class CrowdIT extends LabTest {
    private static final int SERVICES = 1000;
    /** Fields for the spec of every fifth service, in turn. */
    private static final List<String> ODDITIES = List.of(
            "'Mode':{'Replicated':{'Replicas':0}},'TaskTemplate':{'ContainerSpec':{'Image':'IMAGE',"
                    + "'CapabilityAdd':['CAP_SYS_NICE'],'Sysctls':{'net.core.somaxconn':'1024'},"
                    + "'Ulimits':[{'Name':'nofile','Soft':100,'Hard':200}]}}",
            "'Mode':{'ReplicatedJob':{'MaxConcurrent':1,'TotalCompletions':1}},"
                    + "'TaskTemplate':{'ContainerSpec':{'Image':'IMAGE'},'Placement':{'Constraints':['node.id==none']}}",
            "'Mode':{'GlobalJob':{}},"
                    + "'TaskTemplate':{'ContainerSpec':{'Image':'IMAGE'},'Placement':{'Constraints':['node.id==none']}}",
            "'Mode':{'Replicated':{'Replicas':1}},'TaskTemplate':{'ContainerSpec':{'Image':'IMAGE'},"
                    + "'Resources':{'Limits':{'Pids':99},'Reservations':{'GenericResources':"
                    + "[{'DiscreteResourceSpec':{'Kind':'GPU','Value':7}}]}},"
                    + "'Placement':{'Preferences':[{'Spread':{'SpreadDescriptor':'node.labels.rack'}}]}}",
            "'Mode':{'Replicated':{'Replicas':0}},'Labels':{'io.jenkins.swarm-delivery.role':'not ours'},"
                    + "'TaskTemplate':{'ContainerSpec':{'Image':'nowhere.example/gone@sha256:" + "0".repeat(64)
                    + "'},'Runtime':'container'}");

    @TempDir
    Path folder;

    @AfterEach
    void removeForeignServices() throws IOException {
        List<String> requests = new ArrayList<>();
        for (JsonNode service : cluster.api("/services")) {
            if (service.at("/Spec/Name").asText().startsWith("stranger-")) {
                requests.add("request = DELETE\nurl = "
                        + url("/services/" + service.path("ID").asText()));
            }
        }
        ask(requests);
    }

    @Test
    @Fault(
            value = "services: a thousand others, with jobs, generic resources and foreign labels",
            outcome = "plan, deliver, status and rollback work as usual and change none of them")
    void leavesAThousandForeignServicesUnchanged() throws IOException {
        ask(IntStream.range(0, SERVICES).mapToObj(CrowdIT::create).toList());
        Set<String> foreignServices = foreignServices();
        assertThat(foreignServices).hasSize(SERVICES);

        deliver("1.0").expect(0);
        cli("plan", "--image", LAB.image("2.0")).expect(0);
        deliver("2.0", "--keep-standby", "1h").expect(0);
        cli("status").expect(0);
        cli("rollback").expect(0);
        assertThat(cluster.ledger(app).active().map(Object::toString)).contains("blue 1.0");
        assertThat(foreignServices()).isEqualTo(foreignServices);
    }

    private Set<String> foreignServices() {
        Set<String> seen = new TreeSet<>();
        for (JsonNode service : cluster.api("/services")) {
            if (service.at("/Spec/Name").asText().startsWith("stranger-")) {
                seen.add(service.path("ID") + " " + service.path("Version") + " " + service.path("Spec"));
            }
        }
        return seen;
    }

    private static String create(int number) {
        String body = "{'Name':'stranger-" + number + "'," + ODDITIES.get(number % ODDITIES.size()) + "}";
        return "request = POST\nheader = \"Content-Type: application/json\"\nurl = " + url("/services/create")
                + "\ndata = \""
                + body.replace("IMAGE", LAB.image("1.0")).replace("'", "\\\"")
                + "\"";
    }

    private static String url(String path) {
        return LAB.property("staging.managers").replaceFirst(",.*", "").replace("tcp:", "https:") + "/v1.41" + path;
    }

    /** All on one connection, one after the other. */
    private void ask(List<String> requests) throws IOException {
        String common = "silent\nshow-error\nfail\nnoproxy = \"*\"\noutput = /dev/null\ncacert = "
                + LAB.property("caFile") + "\ncert = " + LAB.property("clientCert") + "\nkey = "
                + LAB.property("clientKey") + "\n";
        String text = requests.stream().map(request -> common + request + "\n").collect(Collectors.joining("next\n"));
        Path file = Files.writeString(folder.resolve("requests"), text);
        if (!requests.isEmpty()) {
            LAB.run("curl", "--config", file.toString());
        }
    }
}
