package io.jenkins.plugins.swarmdelivery.router;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How {@code haproxy.cfg} recognizes to which application, and to which service of it, a request goes. */
final class RouterRules {
    private static final String HOST = "{ req.hdr(host),field(1,:),lower -m str ";
    /** HAProxy reads 64 words of a line; so many of them can be hosts. */
    private static final int HOSTS_ALONE = 55;

    private static final int HOSTS_WITH_PATH = 40;

    private final List<RoutedApplication> applications;
    /** Host names tell all: no application has a path, or more than one service. */
    private final boolean byHosts;

    RouterRules(List<RoutedApplication> applications) {
        this.applications = applications;
        this.byHosts = applications.stream()
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

    /** One a line; the first that matches counts, so those without hosts come last, and of the others longer paths first. */
    private Stream<Rule> ordered() {
        return applications.stream()
                .flatMap(routed -> routed.rules().stream().flatMap(this::lines).map(rule -> new Rule(routed, rule)))
                .sorted(Comparator.comparing(Rule::forAllHosts)
                        .thenComparing(Comparator.comparing(Rule::length).reversed()));
    }

    private Stream<RoutedRule> lines(RoutedRule rule) {
        List<String> hosts = rule.hosts();
        int most = byHosts ? HOSTS_ALONE : HOSTS_WITH_PATH;
        return hosts.size() <= most
                ? Stream.of(rule)
                : Stream.of(hosts.subList(0, most), hosts.subList(most, hosts.size()))
                        .map(part -> new RoutedRule(part, rule.path(), rule.service()))
                        .flatMap(this::lines);
    }

    /** The rules, of which each frontend has its copy. */
    String pick() {
        return byHosts
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
                + BackendName.end(each.rule().service().key());
        String host = each.forAllHosts() ? "" : hosts(each) + " ";
        String path = each.rule().path().equals(RoutedRule.ALL)
                ? ""
                // With a slash at its end, a path begins with all its segments.
                : "{ path,concat(/) -m beg " + each.rule().path() + "/ } ";
        return "    http-request set-var(txn.to) str(" + to + ") if " + host + path + "!{ var(txn.to) -m found }";
    }

    private static String hosts(Rule each) {
        return HOST + String.join(" ", each.rule().hosts()) + " }";
    }

    /** What is missing where no rule matches. */
    String unknown() {
        return byHosts ? "host name" : "host name and path";
    }

    /** The name of the backend, from what the rules have found. */
    String backend() {
        return "be_%[var(txn.app)]_%[var(txn.route),field(1,/)]" + (byHosts ? "" : "%[var(txn.to),field(2,/)]");
    }
}
