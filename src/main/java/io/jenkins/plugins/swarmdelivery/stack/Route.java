package io.jenkins.plugins.swarmdelivery.stack;

import java.util.List;
import java.util.Optional;

/**
 * One way by which users reach a service.
 *
 * @param name empty for the one that has none
 * @param port of the containers
 * @param hosts that users call; empty for all that no other route claims
 * @param path with which the paths begin, {@code /} for all
 * @param check the path that tells whether a container is healthy, where there is one
 */
public record Route(String name, int port, List<String> hosts, String path, Optional<String> check) {
    public Route {
        hosts = List.copyOf(hosts);
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
