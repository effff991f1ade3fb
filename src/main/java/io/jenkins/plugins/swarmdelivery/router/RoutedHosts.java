package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which applications a router serves, and by which host names. {@code router init} has it written to a label of the
 * router's service, e.g. {@code shop=shop.example.com,www.example.com other=*}; {@code *} is what no other one claims.
 *
 * @param told false where the router was set up by an older {@code router init}: it has no such label, knows host names
 *     that are not known here, and its answers do not name the application
 */
record RoutedHosts(Map<String, List<String>> applications, boolean told) {
    static final String LABEL = "swarm-delivery.hosts";
    private static final String REST = "*";
    private static final Pattern VALID =
            Pattern.compile("[a-z0-9-]+=(\\*|[a-z0-9.,-]+)( [a-z0-9-]+=(\\*|[a-z0-9.,-]+))*");

    static String write(List<RoutedApplication> applications) {
        return applications.stream()
                .map(routed -> routed.application() + "="
                        + (routed.hosts().isEmpty() ? REST : String.join(",", routed.hosts())))
                .collect(Collectors.joining(" "));
    }

    /** Empty where there is no such label, or somebody wrote something else to it. */
    static Optional<RoutedHosts> read(Map<String, String> labels) {
        String text = labels.getOrDefault(LABEL, "");
        if (!VALID.matcher(text).matches()) {
            return Optional.empty();
        }
        Map<String, List<String>> applications = new LinkedHashMap<>();
        for (String entry : text.split(" ")) {
            String[] parts = entry.split("=", 2);
            applications.put(parts[0], parts[1].equals(REST) ? List.of() : List.of(parts[1].split(",")));
        }
        return Optional.of(new RoutedHosts(applications, true));
    }

    /** What is known without the label. */
    static RoutedHosts untold(Collection<String> applications) {
        return new RoutedHosts(
                applications.stream().distinct().collect(Collectors.toMap(name -> name, name -> List.of())), false);
    }

    /** The router serves no other application. */
    boolean alone(Application application) {
        return applications.keySet().equals(Set.of(application.name()));
    }

    /** Where requests must go for the application to get them. */
    boolean knows(Application application) {
        return told && applications.containsKey(application.name());
    }

    /** Empty where it has none, or where they are not known. */
    Optional<String> first(Application application) {
        return applications.getOrDefault(application.name(), List.of()).stream().findFirst();
    }

    /** Whether requests to this host, however it is called, come to the application. */
    boolean leads(String host, Application application) {
        if (alone(application) || !knows(application)) {
            return alone(application);
        }
        List<String> own = applications.get(application.name());
        return own.isEmpty()
                ? applications.values().stream().noneMatch(hosts -> hosts.contains(host))
                : own.contains(host);
    }
}
