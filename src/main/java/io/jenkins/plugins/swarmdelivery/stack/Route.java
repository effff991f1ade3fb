package io.jenkins.plugins.swarmdelivery.stack;

import java.util.List;
import java.util.Optional;

/**
 * One way by which users reach a service.
 *
 * @param name empty for the route without a name
 * @param port of the containers
 * @param hosts that users call; empty for all hosts that no other route claims
 * @param path prefix; {@code /} for all paths
 * @param check the path of the health check, if there is one
 */
public record Route(String name, int port, List<String> hosts, String path, Optional<String> check) {
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
