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
 * The applications that a router serves, with their host names and paths. The {@code deploy.sh} of {@code router init}
 * stores them in a label of the router service, e.g. {@code
 * shop=web:8080@shop.example.com,api:9000+shop_api@shop.example.com/api other=*}. {@code *} matches requests that no
 * other rule claims.
 *
 * @param applications the rules of each application in their configured order; without the label, a single catch-all
 *     rule
 * @param labeled false if an older {@code router init} set the router up: without the label, its host names are not
 *     known here, and its responses do not name the application
 */
record RoutedHosts(Map<String, List<Entry>> applications, boolean labeled) {
    static final String LABEL = "swarm-delivery.hosts";
    private static final String ANY_HOST = "*";
    private static final Pattern APPLICATION = Pattern.compile("[a-z0-9_-]+");
    private static final Pattern ENTRY =
            Pattern.compile("(?:([A-Za-z0-9][A-Za-z0-9_-]*:[0-9]{1,5})(?:\\+([A-Za-z0-9][A-Za-z0-9_.-]*))?@)?"
                    + "(\\*|[a-z0-9.-]+)(" + RoutedRule.PATH + ")?");

    /**
     * One rule of an application.
     *
     * @param service see {@link RoutedService#key()}
     * @param adopted see {@link RoutedService}; not recorded for an unnamed service
     * @param host the host name; empty for all hosts that no other rule has
     * @param path see {@link RoutedRule}
     */
    record Entry(String service, Optional<String> adopted, String host, String path) {
        static final Entry ONLY = new Entry("", Optional.empty(), "", RoutedRule.ALL);

        static Entry of(Matcher matcher) {
            return new Entry(
                    matcher.group(1) == null ? "" : matcher.group(1),
                    Optional.ofNullable(matcher.group(2)),
                    matcher.group(3).equals(ANY_HOST) ? "" : matcher.group(3),
                    matcher.group(4) == null ? RoutedRule.ALL : matcher.group(4));
        }

        boolean matches(String path) {
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
                    + (host.isEmpty() ? ANY_HOST : host)
                    + (path.equals(RoutedRule.ALL) ? "" : path);
        }
    }

    static String write(List<RoutedApplication> applications) {
        return applications.stream()
                .map(routed -> routed.application() + "="
                        + routed.rules().stream()
                                .flatMap(rule -> entries(routed, rule))
                                .map(Entry::toString)
                                .collect(Collectors.joining(",")))
                .collect(Collectors.joining(" "));
    }

    private static Stream<Entry> entries(RoutedApplication routed, RoutedRule rule) {
        String key = rule.service().key();
        Optional<String> adopted = routed.services().stream()
                .filter(service -> service.key().equals(key) && !key.isEmpty())
                .flatMap(service -> service.adopted().stream())
                .findFirst();
        List<String> hosts = rule.hosts().isEmpty() ? List.of("") : rule.hosts();
        return hosts.stream().map(host -> new Entry(key, adopted, host, rule.path()));
    }

    /** Parses the label; empty if it is missing or malformed. */
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

    /** Describes a router without the label. */
    static RoutedHosts withoutLabel(Collection<String> applications) {
        return new RoutedHosts(
                applications.stream().distinct().collect(Collectors.toMap(name -> name, name -> List.of(Entry.ONLY))),
                false);
    }

    /** Whether the router serves this application and no other. */
    boolean isOnly(Application application) {
        return applications.keySet().equals(Set.of(application.name()));
    }

    /** Whether the label lists the rules of the application. */
    boolean lists(Application application) {
        return labeled && applications.containsKey(application.name());
    }

    private List<Entry> entries(Application application) {
        return applications.getOrDefault(application.name(), List.of(Entry.ONLY));
    }

    /** Returns the rule by which probes and tests reach the application. */
    Entry first(Application application) {
        return entries(application).get(0);
    }

    /** Returns one backend per service and port, in the order of the rules. */
    List<BackendName> backends(Application application, Color color) {
        return entries(application).stream()
                .map(entry -> new BackendName(application, color, entry.service(), entry.adopted()))
                .distinct()
                .toList();
    }

    /** Returns the rules that name a service; the only service of an application may be unnamed. */
    List<RouteRule> rules(Application application) {
        return entries(application).stream()
                .filter(entry -> !entry.service().isEmpty())
                .map(entry -> {
                    String[] key = entry.service().split(":", 2);
                    return new RouteRule(key[0], Integer.parseInt(key[1]), entry.host(), entry.path());
                })
                .toList();
    }

    /** Whether requests for this host and path reach the application. */
    boolean leadTo(String host, String path, Application application) {
        if (isOnly(application) || !lists(application)) {
            return isOnly(application);
        }
        return owner(host, path).or(() -> owner("", path)).equals(Optional.of(application.name()));
    }

    /** Returns the application with the longest matching path among the rules for exactly this host. */
    private Optional<String> owner(String host, String path) {
        return applications.entrySet().stream()
                .flatMap(each -> each.getValue().stream()
                        .filter(entry -> entry.host().equals(host) && entry.matches(path))
                        .map(entry -> Map.entry(entry.length(), each.getKey())))
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue);
    }
}
