package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Hosts;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The variables that tell tests what they test, and where. The URLs name the application, so they lead to it or
 * nowhere; if its host name does not resolve to the router, use {@code curl --connect-to "$SWARM_CONNECT_TO"}.
 */
public final class TestVariables {
    private static final String NO_CHANGE = ":::";

    private TestVariables() {}

    /** The variables for a delivery whose tests are due. */
    public static Map<String, String> of(
            String cluster, Application application, Delivery delivery, Addresses addresses) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SWARM_CLUSTER", cluster);
        variables.put("SWARM_APP", application.name());
        variables.put("SWARM_COLOR", delivery.to().color().word());
        variables.put("SWARM_RELEASE", delivery.to().release().version());
        variables.put("SWARM_IMAGE", delivery.to().release().image().toString());
        variables.put(
                "SWARM_CANDIDATE_URLS",
                addresses.preview().stream()
                        .map(Address::url)
                        .map(URI::toString)
                        .distinct()
                        .collect(Collectors.joining(" ")));
        variables.put(
                "SWARM_SERVICE_URL",
                addresses.service().stream()
                        .map(Address::url)
                        .map(URI::toString)
                        .findFirst()
                        .orElse(""));
        variables.putAll(reach(delivery.phase() == Phase.TESTING ? addresses.preview() : addresses.service()));
        return variables;
    }

    private static Map<String, String> reach(List<Address> addresses) {
        return addresses.stream().findFirst().map(TestVariables::reach).orElseGet(() -> reach("", "", NO_CHANGE));
    }

    /** The variables for an address: the host name, and the host to connect to. */
    public static Map<String, String> reach(Address address) {
        return reach(address.host(), address.connectTo(), address.connectOption());
    }

    /** The same for a host that is reached under its own name. */
    public static Map<String, String> reach(String host) {
        return reach(Hosts.inUrl(host), Hosts.plain(host), NO_CHANGE);
    }

    private static Map<String, String> reach(String host, String connectTo, String option) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SWARM_HOST", host);
        variables.put("HOST_IP", connectTo);
        variables.put("SWARM_CONNECT_TO", option);
        return variables;
    }
}
