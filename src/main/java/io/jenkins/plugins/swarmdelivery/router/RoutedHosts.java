package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which applications a router serves, and by which host names and paths. {@code router init} has it written to a label of
 * the router's service, e.g. {@code shop=web:8080@shop.example.com,api:9000+shop_api@shop.example.com/api other=*}; {@code *} is
 * what no other one claims.
 *
 * @param applications the rules of each, in the order in which they are given; where these are not known, one that is empty
 * @param told false where the router was set up by an older {@code router init}: it has no such label, knows host names
 *     that are not known here, and its answers do not name the application
 */
record RoutedHosts(Map<String, List<Entry>> applications, boolean told) {
    static final String LABEL = "swarm-delivery.hosts";
    private static final String REST = "*";
    private static final Pattern APPLICATION = Pattern.compile("[a-z0-9-]+");
    private static final Pattern ENTRY =
            Pattern.compile("(?:([A-Za-z0-9][A-Za-z0-9_-]*:[0-9]{1,5})(?:\\+([A-Za-z0-9][A-Za-z0-9_.-]*))?@)?"
                    + "(\\*|[a-z0-9.-]+)(" + RoutedRule.PATH + ")?");

    /**
     * One rule.
     *
     * @param service see {@link RoutedService#key()}
     * @param adopted see {@link RoutedService}; of an application's only service it is not told
     * @param host empty: every one that no other rule has
     * @param path see {@link RoutedRule}
     */
    record Entry(String service, Optional<String> adopted, String host, String path) {
        static final Entry ONLY = new Entry("", Optional.empty(), "", RoutedRule.ALL);

        static Entry of(Matcher matcher) {
            return new Entry(
                    matcher.group(1) == null ? "" : matcher.group(1),
                    Optional.ofNullable(matcher.group(2)),
                    matcher.group(3).equals(REST) ? "" : matcher.group(3),
                    matcher.group(4) == null ? RoutedRule.ALL : matcher.group(4));
        }

        boolean leads(String path) {
            return this.path.equals(RoutedRule.ALL) || (path + "/").startsWith(this.path + "/");
        }

        int length() {
            return path.length();
        }

        @Override
        public String toString() {
            return (service.isEmpty()
                            ? ""
                            : service + adopted.map(name -> "+" + name).orElse("") + "@")
                    + (host.isEmpty() ? REST : host)
                    + (path.equals(RoutedRule.ALL) ? "" : path);
        }
    }

    static String write(List<RoutedApplication> applications) {
        return applications.stream()
                .map(routed -> routed.application() + "="
                        + routed.rules().stream()
                                .flatMap(rule -> written(routed, rule))
                                .map(Entry::toString)
                                .collect(Collectors.joining(",")))
                .collect(Collectors.joining(" "));
    }

    private static Stream<Entry> written(RoutedApplication routed, RoutedRule rule) {
        String key = rule.service().key();
        Optional<String> adopted = routed.services().stream()
                .filter(service -> service.key().equals(key) && !key.isEmpty())
                .flatMap(service -> service.adopted().stream())
                .findFirst();
        List<String> hosts = rule.hosts().isEmpty() ? List.of("") : rule.hosts();
        return hosts.stream().map(host -> new Entry(key, adopted, host, rule.path()));
    }

    /** Empty where there is no such label, or somebody wrote something else to it. */
    static Optional<RoutedHosts> read(Map<String, String> labels) {
        Map<String, List<Entry>> applications = new LinkedHashMap<>();
        for (String text : labels.getOrDefault(LABEL, "").split(" ", -1)) {
            String[] parts = text.split("=", 2);
            if (parts.length < 2 || !APPLICATION.matcher(parts[0]).matches()) {
                return Optional.empty();
            }
            List<Entry> entries = new ArrayList<>();
            for (String entry : parts[1].split(",", -1)) {
                Matcher matcher = ENTRY.matcher(entry);
                if (!matcher.matches()) {
                    return Optional.empty();
                }
                entries.add(Entry.of(matcher));
            }
            applications.put(parts[0], List.copyOf(entries));
        }
        return Optional.of(new RoutedHosts(applications, true));
    }

    /** What is known without the label. */
    static RoutedHosts untold(Collection<String> applications) {
        return new RoutedHosts(
                applications.stream().distinct().collect(Collectors.toMap(name -> name, name -> List.of(Entry.ONLY))),
                false);
    }

    /** The router serves no other application. */
    boolean alone(Application application) {
        return applications.keySet().equals(Set.of(application.name()));
    }

    /** Where requests must go for the application to get them. */
    boolean knows(Application application) {
        return told && applications.containsKey(application.name());
    }

    private List<Entry> entries(Application application) {
        return applications.getOrDefault(application.name(), List.of(Entry.ONLY));
    }

    /** By which rule probes and tests reach it. */
    Entry first(Application application) {
        return entries(application).get(0);
    }

    /** Of each of its services one, in the order of the rules. */
    List<BackendName> backends(Application application, Color color) {
        return entries(application).stream()
                .map(entry -> new BackendName(application, color, entry.service(), entry.adopted()))
                .distinct()
                .toList();
    }

    /** Those that name a service: the only one of an application may have no name. */
    List<RouteRule> rules(Application application) {
        return entries(application).stream()
                .filter(entry -> !entry.service().isEmpty())
                .map(entry -> {
                    String[] key = entry.service().split(":", 2);
                    return new RouteRule(key[0], Integer.parseInt(key[1]), entry.host(), entry.path());
                })
                .toList();
    }

    /** Whether requests to this host and path, however it is called, come to the application. */
    boolean leads(String host, String path, Application application) {
        if (alone(application) || !knows(application)) {
            return alone(application);
        }
        return owner(host, path).or(() -> owner("", path)).equals(Optional.of(application.name()));
    }

    /** Which application has the rule with the longest path, of those for this host alone. */
    private Optional<String> owner(String host, String path) {
        return applications.entrySet().stream()
                .flatMap(each -> each.getValue().stream()
                        .filter(entry -> entry.host().equals(host) && entry.leads(path))
                        .map(entry -> Map.entry(entry.length(), each.getKey())))
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue);
    }
}
