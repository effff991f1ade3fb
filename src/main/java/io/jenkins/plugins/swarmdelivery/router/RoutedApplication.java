package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An application in the router's configuration. All its rules use one entry of the map, so all its services switch at
 * the same instant.
 *
 * @param rules at least one rule; probes and tests reach the application by the first
 * @param users how its users are treated
 */
public record RoutedApplication(Application application, List<RoutedRule> rules, UserRules users) {
    public static final int SLOTS = 10;

    /** Docker's limit of 63 characters for a service name, minus the longest suffix that a delivery adds. */
    private static final int MAX_NAME_LENGTH = 57;

    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern ADOPTED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
    private static final Pattern CHECK = Pattern.compile("/[A-Za-z0-9/._~%&=?+-]{0,255}");
    private static final Pattern PATH = Pattern.compile(RoutedRule.PATH);

    /** @throws RefusedException if a value is not allowed in a configuration, or rules contradict each other */
    public RoutedApplication {
        rules = List.copyOf(rules);
        for (RoutedRule rule : rules) {
            check(application, rule.service());
            for (String host : rule.hosts()) {
                check(
                        "host of " + application,
                        host,
                        HOST,
                        "use a lowercase name without a port, e.g. demo.example.com");
            }
            check("path of " + application, rule.path(), PATH, "start it with a slash and omit the query, e.g. /api");
        }
        requireConsistent(application, rules);
    }

    /** Creates an application without rules for users. */
    public RoutedApplication(Application application, List<RoutedRule> rules) {
        this(application, rules, UserRules.NONE);
    }

    /** Creates an application with one service and one rule. */
    public RoutedApplication(
            Application application,
            int port,
            List<String> hosts,
            Optional<String> adopted,
            Optional<String> healthPath,
            int slots) {
        this(
                application,
                List.of(new RoutedRule(
                        hosts,
                        RoutedRule.ALL,
                        new RoutedService("", port, adopted, healthPath.map(RoutedCheck::of), slots))));
    }

    /** Creates the only application of a router, or the one that gets the requests that no other application claims. */
    public static RoutedApplication of(Application application, int port) {
        return new RoutedApplication(application, port, List.of(), Optional.empty(), Optional.empty(), SLOTS);
    }

    /**
     * Returns this application with additional rules.
     *
     * @throws RefusedException if they contradict each other
     */
    public RoutedApplication and(RoutedApplication more) {
        List<RoutedRule> all = new ArrayList<>(rules);
        all.addAll(more.rules);
        return new RoutedApplication(application, all, users.or(application, more.users));
    }

    /** How its users can be shared between two releases; empty: they cannot. */
    Optional<SharedBy> shared() {
        return users.shared();
    }

    /** Returns the services that the rules lead to, one entry per port. */
    List<RoutedService> services() {
        Map<String, RoutedService> services = new LinkedHashMap<>();
        for (RoutedRule rule : rules) {
            RoutedService service = rule.service();
            for (RoutedRule other : rules) {
                boolean same = other.service().name().equals(service.name());
                service = same ? service.with(other.service()) : service;
            }
            services.putIfAbsent(service.key(), service);
        }
        return List.copyOf(services.values());
    }

    /** Returns the first host name that leads to a service; empty if its rules have none. */
    Optional<String> host(RoutedService service) {
        return rules.stream()
                .filter(rule -> rule.service().key().equals(service.key()))
                .flatMap(rule -> rule.hosts().stream())
                .findFirst();
    }

    private static void check(Application application, RoutedService service) {
        if (!service.name().isEmpty()) {
            check(
                    "service of " + application,
                    service.name(),
                    SERVICE,
                    "use only letters, digits, - and _, as Docker requires");
            String longest = new BackendName(application, Color.GREEN, service.key(), service.adopted()).swarmService();
            if (longest.length() > MAX_NAME_LENGTH) {
                throw new RefusedException(
                        "service of " + application, longest, "use at most 57 characters; shorten the name");
            }
        }
        if (service.port() < 1 || service.port() > 65535) {
            throw new RefusedException("port of " + application, service.port(), "use a number from 1 to 65535");
        }
        if (service.slots() < 1 || service.slots() > 500) {
            throw new RefusedException("slots of " + application, service.slots(), "use a number from 1 to 500");
        }
        service.adopted()
                .ifPresent(
                        name -> check("adopted service of " + application, name, ADOPTED, "use the name of a service"));
        service.check()
                .ifPresent(check -> check(
                        "health path of " + application, check.path(), CHECK, "start it with a slash, e.g. /healthz"));
    }

    /** Requires that rules for the same service agree on its health path and adopted service. */
    private static void requireConsistent(Application application, List<RoutedRule> rules) {
        RoutedService first = rules.get(0).service();
        for (RoutedRule rule : rules) {
            RoutedService service = rule.service();
            if (service.name().isEmpty() != first.name().isEmpty()) {
                throw new RefusedException(
                        "service of " + application, null, "name the service in every route, e.g. service=web");
            }
            if (service.name().isEmpty() && service.port() != first.port()) {
                throw new RefusedException(
                        "port of " + application,
                        service.port(),
                        "another route uses port " + first.port()
                                + "; name the service in every route, e.g. service=web");
            }
            for (RoutedRule other : rules) {
                if (other.service().key().equals(service.key())) {
                    requireEqual(
                            "health path",
                            application,
                            service.check(),
                            other.service().check());
                }
                if (other.service().name().equals(service.name())) {
                    requireEqual(
                            "adopted service",
                            application,
                            service.adopted(),
                            other.service().adopted());
                }
            }
        }
    }

    private static void requireEqual(String field, Application application, Optional<?> one, Optional<?> other) {
        if (one.isPresent() && other.isPresent() && !one.equals(other)) {
            throw new RefusedException(
                    field + " of " + application,
                    other.get(),
                    "another route to this service uses " + one.get() + "; use the same value in both");
        }
    }

    private static void check(String field, String value, Pattern valid, String remedy) {
        if (!valid.matcher(value).matches()) {
            throw new RefusedException(field, value, remedy);
        }
    }
}
