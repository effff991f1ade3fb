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
 * An application as the router's configuration knows it. All its rules follow one entry of the map, so all its services
 * switch in the same instant.
 *
 * @param rules at least one; probes and tests call the application by the first
 */
public record RoutedApplication(Application application, List<RoutedRule> rules) {
    public static final int SLOTS = 10;

    /** Docker's limit of 63 for the name of a service, less what a delivery appends to those of its helpers. */
    private static final int LONGEST = 57;

    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern ADOPTED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
    private static final Pattern CHECK = Pattern.compile("/[A-Za-z0-9/._~%&=?+-]{0,255}");
    private static final Pattern PATH = Pattern.compile(RoutedRule.PATH);

    /** @throws RefusedException if a value cannot be written into a configuration, or rules contradict each other */
    public RoutedApplication {
        rules = List.copyOf(rules);
        for (RoutedRule rule : rules) {
            check(application, rule.service());
            for (String host : rule.hosts()) {
                check(
                        "host of " + application,
                        host,
                        HOST,
                        "write a lower case name such as demo.example.com, no port");
            }
            check("path of " + application, rule.path(), PATH, "begin it with a slash, without a query, e.g. /api");
        }
        agree(application, rules);
    }

    /** Of one service, with one rule. */
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
                        hosts, RoutedRule.ALL, new RoutedService("", port, adopted, healthPath, slots))));
    }

    /** The only application of a router, or the one that answers where no other does. */
    public static RoutedApplication of(Application application, int port) {
        return new RoutedApplication(application, port, List.of(), Optional.empty(), Optional.empty(), SLOTS);
    }

    /** With more rules of the same application. */
    public RoutedApplication and(RoutedApplication more) {
        List<RoutedRule> all = new ArrayList<>(rules);
        all.addAll(more.rules);
        return new RoutedApplication(application, all);
    }

    /** What its rules lead to: a service is there once for each of its ports. */
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

    /** By which host name a service is called; empty where no rule that leads to it names one. */
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
                    "Docker allows letters, digits, - and _ in the name of a service");
            String longest = new BackendName(application, Color.GREEN, service.key(), service.adopted()).swarmService();
            if (longest.length() > LONGEST) {
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
                .ifPresent(name -> check("adopted service of " + application, name, ADOPTED, "name a service"));
        service.check()
                .ifPresent(path ->
                        check("health path of " + application, path, CHECK, "begin it with a slash, e.g. /healthz"));
    }

    /** Rules that lead to one service on one port say the same of it. */
    private static void agree(Application application, List<RoutedRule> rules) {
        RoutedService first = rules.get(0).service();
        for (RoutedRule rule : rules) {
            RoutedService service = rule.service();
            if (service.name().isEmpty() != first.name().isEmpty()) {
                throw new RefusedException(
                        "service of " + application, null, "name the service of each of its routes, as service=web");
            }
            if (service.name().isEmpty() && service.port() != first.port()) {
                throw new RefusedException(
                        "port of " + application,
                        service.port(),
                        "its other route has the port " + first.port() + "; name their services, as service=web");
            }
            for (RoutedRule other : rules) {
                if (other.service().key().equals(service.key())) {
                    same(
                            "health path",
                            application,
                            service.check(),
                            other.service().check());
                }
                if (other.service().name().equals(service.name())) {
                    same(
                            "adopted service",
                            application,
                            service.adopted(),
                            other.service().adopted());
                }
            }
        }
    }

    private static void same(String field, Application application, Optional<String> one, Optional<String> other) {
        if (one.isPresent() && other.isPresent() && !one.equals(other)) {
            throw new RefusedException(
                    field + " of " + application,
                    other.get(),
                    "another route to this service has " + one.get() + "; write the same one for both");
        }
    }

    private static void check(String field, String value, Pattern valid, String remedy) {
        if (!valid.matcher(value).matches()) {
            throw new RefusedException(field, value, remedy);
        }
    }
}
