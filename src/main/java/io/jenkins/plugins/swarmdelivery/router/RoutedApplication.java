package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An application as the router's configuration knows it.
 *
 * @param port on which its containers listen
 * @param hosts names that users call it by (the Host header); empty: it gets all requests that no other one claims
 * @param adopted the hand-made service that is its first blue release; empty: none
 * @param healthPath asked by HAProxy twice a second, expecting a status of 200 to 399; empty: it only connects
 * @param slots the most tasks that a color can have
 */
public record RoutedApplication(
        Application application,
        int port,
        List<String> hosts,
        Optional<String> adopted,
        Optional<String> healthPath,
        int slots) {
    public static final int SLOTS = 10;

    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9/._~%&=?+-]{0,255}");

    /** @throws RefusedException if a value cannot be written into a configuration */
    public RoutedApplication {
        hosts = List.copyOf(hosts);
        if (port < 1 || port > 65535) {
            throw new RefusedException("port of " + application, port, "use a number from 1 to 65535");
        }
        if (slots < 1 || slots > 500) {
            throw new RefusedException("slots of " + application, slots, "use a number from 1 to 500");
        }
        for (String host : hosts) {
            check("host of " + application, host, HOST, "write a lower case name such as demo.example.com, no port");
        }
        adopted.ifPresent(name -> check("adopted service of " + application, name, SERVICE, "name a service"));
        healthPath.ifPresent(
                path -> check("health path of " + application, path, PATH, "begin it with a slash, e.g. /healthz"));
    }

    /** The only application of a router, or the one that answers where no other does. */
    public static RoutedApplication of(Application application, int port) {
        return new RoutedApplication(application, port, List.of(), Optional.empty(), Optional.empty(), SLOTS);
    }

    private static void check(String field, String value, Pattern valid, String remedy) {
        if (!valid.matcher(value).matches()) {
            throw new RefusedException(field, value, remedy);
        }
    }
}
