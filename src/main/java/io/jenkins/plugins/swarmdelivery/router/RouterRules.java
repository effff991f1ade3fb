package io.jenkins.plugins.swarmdelivery.router;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Generates the rules of {@code haproxy.cfg} that select the application and service of a request. */
final class RouterRules {
    private static final String HOST = "{ req.hdr(host),field(1,:),lower -m str ";
    /** HAProxy reads at most 64 words per line, which leaves room for this many hosts. */
    private static final int MAX_HOSTS = 55;

    private static final int MAX_HOSTS_WITH_PATH = 40;

    private final List<RoutedApplication> applications;
    /** Whether host names alone select the backend: no rule has a path, and no application has several services. */
    private final boolean byHostOnly;

    RouterRules(List<RoutedApplication> applications) {
        this.applications = applications;
        this.byHostOnly = applications.stream()
                .flatMap(routed -> routed.rules().stream())
                .allMatch(rule -> rule.service().name().isEmpty() && rule.path().equals(RoutedRule.ALL));
    }

    private record Rule(RoutedApplication routed, RoutedRule rule) {
        boolean forAllHosts() {
            return rule.hosts().isEmpty();
        }

        int length() {
            return rule.path().length();
        }
    }

    /**
     * Returns one rule per line. HAProxy uses the first match, so longer paths come first and rules without hosts come
     * last.
     */
    private Stream<Rule> ordered() {
        return applications.stream()
                .flatMap(routed -> routed.rules().stream().flatMap(this::lines).map(rule -> new Rule(routed, rule)))
                .sorted(Comparator.comparing(Rule::forAllHosts)
                        .thenComparing(Comparator.comparing(Rule::length).reversed()));
    }

    private Stream<RoutedRule> lines(RoutedRule rule) {
        List<String> hosts = rule.hosts();
        int most = byHostOnly ? MAX_HOSTS : MAX_HOSTS_WITH_PATH;
        return hosts.size() <= most
                ? Stream.of(rule)
                : Stream.of(hosts.subList(0, most), hosts.subList(most, hosts.size()))
                        .map(part -> new RoutedRule(part, rule.path(), rule.service()))
                        .flatMap(this::lines);
    }

    /** Returns the rules, which are repeated in each frontend. */
    String selectors() {
        return byHostOnly
                ? ordered().map(RouterRules::application).collect(Collectors.joining("\n"))
                : """
                    # txn.to is e.g. shop/_api:9000: the application, and how the names of the service's backends end.
                """
                        + ordered().map(RouterRules::service).collect(Collectors.joining("\n"))
                        + "\n    http-request set-var(txn.app) var(txn.to),field(1,/)";
    }

    private static String application(Rule each) {
        return "    http-request set-var(txn.app) str(" + each.routed().application() + ") "
                + (each.forAllHosts() ? "unless { var(txn.app) -m found }" : "if " + hosts(each));
    }

    private static String service(Rule each) {
        String to = each.routed().application() + "/"
                + BackendName.suffix(each.rule().service().key());
        String host = each.forAllHosts() ? "" : hosts(each) + " ";
        String path = each.rule().path().equals(RoutedRule.ALL)
                ? ""
                // The appended slashes make the prefix match whole segments only.
                : "{ path,concat(/) -m beg " + each.rule().path() + "/ } ";
        return "    http-request set-var(txn.to) str(" + to + ") if " + host + path + "!{ var(txn.to) -m found }";
    }

    private static String hosts(Rule each) {
        return HOST + String.join(" ", each.rule().hosts()) + " }";
    }

    /** Returns what an unmatched request lacks, for the error response. */
    String unmatched() {
        return byHostOnly ? "host name" : "host name and path";
    }

    /** Returns the expression for the backend name, based on the variables that the rules set. */
    String backend() {
        return "be_%[var(txn.app)]_%[var(txn.route),field(1,/)]" + (byHostOnly ? "" : "%[var(txn.to),field(2,/)]");
    }
}
