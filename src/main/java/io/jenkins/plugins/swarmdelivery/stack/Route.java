package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import java.util.List;
import java.util.Optional;

/**
 * One way by which users reach a service.
 *
 * @param name empty for the route without a name
 * @param port of the containers
 * @param hosts that users call; empty for all hosts that no other route claims
 * @param path prefix; {@code /} for all paths
 * @param health what shows that the service works
 */
public record Route(String name, int port, List<String> hosts, String path, Health health) {
    /**
     * @param check the path of the health check, if there is one
     * @param expect the text that the answers to health check and probes must contain, if there is one
     */
    public record Health(Optional<String> check, Optional<ExpectedText> expect) {
        public static final Health NONE = new Health(Optional.empty(), Optional.empty());
    }

    public Route {
        hosts = List.copyOf(hosts);
    }

    /** What users call, e.g. {@code shop.example.com/api}. */
    String address() {
        String below = path.equals("/") ? "" : path;
        return hosts.isEmpty()
                ? (below.isEmpty() ? "every other host name" : below + " on every other host name")
                : String.join(", ", hosts.stream().map(host -> host + below).toList());
    }

    /** As people write it, e.g. {@code shop.example.com/api -> 8080}. */
    @Override
    public String toString() {
        String from = hosts.isEmpty()
                ? path
                : String.join(", ", hosts.stream().map(host -> host + path).toList());
        return from + " -> " + port;
    }
}
