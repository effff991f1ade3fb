package io.jenkins.plugins.swarmdelivery.engine.ports;

/**
 * Which requests of users go to a service of an application.
 *
 * @param service in the stack file; empty for the only service of an application without one
 * @param port of its containers
 * @param host that users request; empty: every host that no other rule claims
 * @param path prefix of the paths, {@code /} for all. A slash at its end makes no difference
 */
public record RouteRule(String service, int port, String host, String path) {
    public RouteRule {
        String without = path.replaceFirst("/+$", "");
        path = without.isEmpty() ? "/" : without;
    }

    /** E.g. {@code shop.example.com/api to port 9000 of api}. */
    @Override
    public String toString() {
        return (host.isEmpty() ? "*" : host) + path + " to port " + port + (service.isEmpty() ? "" : " of " + service);
    }
}
