package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses.Certainty;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestVariablesTest {
    private static Address shop(int port, String node) {
        return Address.named(URI.create("http://shop.lab:" + port), node);
    }

    private static Address node(int port, String node) {
        return Address.of(URI.create("http://" + node + ":" + port + "/"));
    }

    private Map<String, String> told(List<Address> service, List<Address> preview) {
        TestBed bed = new TestBed();
        Delivery due = bed.reached(Phase.TESTING, bed.engine(), bed.order("1.0", TestOptions::preTest))
                .delivery();
        return TestVariables.of("staging", TestBed.APP, due, new Addresses(service, preview, Certainty.NAMED, ""));
    }

    @Test
    void urlsNameTheApplicationAndCurlLearnsWhereItIs() {
        Map<String, String> told = told(
                List.of(shop(8080, "10.0.0.1"), shop(8080, "10.0.0.2")),
                List.of(shop(8081, "10.0.0.1"), shop(8081, "10.0.0.2")));

        assertThat(told)
                .containsEntry("SWARM_CLUSTER", "staging")
                .containsEntry("SWARM_APP", "go-demo")
                .containsEntry("SWARM_COLOR", "blue")
                .containsEntry("SWARM_RELEASE", "1.0")
                .containsEntry("SWARM_SERVICE_URL", "http://shop.lab:8080")
                .containsEntry("SWARM_CANDIDATE_URLS", "http://shop.lab:8081")
                .containsEntry("SWARM_HOST", "shop.lab")
                .containsEntry("HOST_IP", "10.0.0.1")
                .containsEntry("SWARM_CONNECT_TO", "shop.lab::10.0.0.1:");
    }

    @Test
    void withoutHostNamesEachReplicaHasItsUrl() {
        Map<String, String> told = told(
                List.of(node(8080, "10.0.0.1"), node(8080, "10.0.0.2")),
                List.of(node(8081, "10.0.0.1"), node(8081, "10.0.0.2")));

        assertThat(told)
                .containsEntry("SWARM_SERVICE_URL", "http://10.0.0.1:8080")
                .containsEntry("SWARM_CANDIDATE_URLS", "http://10.0.0.1:8081 http://10.0.0.2:8081")
                .containsEntry("SWARM_HOST", "10.0.0.1")
                .containsEntry("HOST_IP", "10.0.0.1")
                .containsEntry("SWARM_CONNECT_TO", ":::");
    }

    @Test
    void whereNoAddressIsKnownNoneIsTold() {
        assertThat(told(List.of(), List.of()))
                .containsEntry("SWARM_SERVICE_URL", "")
                .containsEntry("SWARM_CANDIDATE_URLS", "")
                .containsEntry("HOST_IP", "")
                .containsEntry("SWARM_CONNECT_TO", ":::");
    }

    @Test
    void ipv6AddressesHaveBracketsOnlyInUrls() {
        assertThat(told(List.of(node(8080, "[fd00::1]")), List.of(node(8081, "[fd00::1]"))))
                .containsEntry("SWARM_SERVICE_URL", "http://[fd00::1]:8080")
                .containsEntry("SWARM_HOST", "[fd00::1]")
                .containsEntry("HOST_IP", "fd00::1");
        assertThat(told(List.of(shop(8080, "fd00::1")), List.of(shop(8081, "fd00::1"))))
                .containsEntry("HOST_IP", "fd00::1")
                .containsEntry("SWARM_CONNECT_TO", "shop.lab::[fd00::1]:");
        assertThat(TestVariables.reach("fd00::1"))
                .containsEntry("SWARM_HOST", "[fd00::1]")
                .containsEntry("HOST_IP", "fd00::1");
    }
}
