package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The routes of a release beside those that a router has. A delivery takes no request away from what serves it now: it
 * adds routes for requests that nothing gets yet, and changes the routes of an application only while that is not live.
 */
final class ComingRoutes {
    private final Application application;
    private final List<WantedRoute> wanted;
    private final Map<Application, RoutedApplication> former;
    private final boolean live;

    /**
     * @param former the applications that the router has
     * @param labels of the router's service
     */
    ComingRoutes(
            Application application,
            List<WantedRoute> wanted,
            Map<Application, RoutedApplication> former,
            Map<String, String> labels) {
        this.application = application;
        this.wanted = wanted.stream()
                .sorted(Comparator.comparing(route -> route.rule().path().length()))
                .toList();
        this.former = former;
        this.live = RouterLabels.live(labels).contains(application.name());
    }

    /** Which routes are new, or differ; one line each. Empty if the router has all of them. */
    List<String> lines() {
        return wanted.stream().flatMap(route -> line(route).stream()).toList();
    }

    private Optional<String> line(WantedRoute route) {
        Optional<RoutedRule> same = own().filter(claims(route)).findFirst();
        if (same.isEmpty()) {
            return Optional.of("new route " + route);
        }
        RoutedService there = same.get().service();
        if (!leads(there, route)) {
            return Optional.of("changed route " + route + " instead of port " + there.port()
                    + (there.name().isEmpty() ? "" : " of " + there.name()));
        }
        return checkDiffers(there, route)
                ? Optional.of("changed route " + route + " with the health path "
                        + route.check().get()
                        + there.check().map(path -> " instead of " + path).orElse(""))
                : Optional.empty();
    }

    /** Requests that something else serves now, and a remedy; empty: users notice nothing. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (WantedRoute route : wanted) {
            if (line(route).isPresent()) {
                taken(route)
                        .ifPresent(what -> problems.add("a delivery does not bring the route " + route + ", because "
                                + what + "; if that is meant, change the router with router up"));
            }
        }
        return problems;
    }

    private Optional<String> taken(WantedRoute route) {
        Optional<Map.Entry<Application, RoutedRule>> owner = owner(route.rule());
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        Application serving = owner.get().getKey();
        RoutedService service = owner.get().getValue().service();
        if (!serving.equals(application)) {
            return Optional.of("these requests go to " + serving + " now");
        }
        if (!live) {
            return Optional.empty();
        }
        if (!leads(service, route)) {
            return Optional.of("these requests go to port " + service.port()
                    + (service.name().isEmpty() ? "" : " of " + service.name()) + " now, and " + application
                    + " is live: its users would get errors until the switch");
        }
        return checkDiffers(service, route)
                ? Optional.of(application + " is live, and its release might not have the health path "
                        + route.check().get())
                : Optional.empty();
    }

    /** The rule that such a request meets now: of its host, else of all hosts, the longest path. */
    private Optional<Map.Entry<Application, RoutedRule>> owner(RouteRule rule) {
        return longest(rule, each -> each.hosts().contains(rule.host()))
                .or(() -> longest(rule, each -> each.hosts().isEmpty()));
    }

    private Optional<Map.Entry<Application, RoutedRule>> longest(RouteRule rule, Predicate<RoutedRule> ofHost) {
        return former.values().stream()
                .flatMap(routed -> routed.rules().stream()
                        .filter(ofHost)
                        .filter(each ->
                                each.path().equals(RoutedRule.ALL) || (rule.path() + "/").startsWith(each.path() + "/"))
                        .map(each -> Map.entry(routed.application(), each)))
                .max(Comparator.comparing(each -> each.getValue().path().length()));
    }

    /** What the router is asked for: the application with the routes that it has, and these. */
    List<RoutedApplication> order() {
        if (lines().isEmpty()) {
            return List.of();
        }
        boolean named =
                wanted.stream().noneMatch(route -> route.rule().service().isEmpty());
        List<RoutedRule> rules = new ArrayList<>();
        own().filter(rule -> live || rule.service().name().isEmpty() != named)
                .flatMap(rule -> kept(rule).stream())
                .forEach(rules::add);
        Map<String, RoutedRule> added = new LinkedHashMap<>();
        wanted.stream()
                .filter(route -> rules.stream().noneMatch(claims(route)))
                .map(this::rule)
                .forEach(rule -> added.merge(
                        rule.path() + " " + rule.service().name() + ":"
                                + rule.service().port() + rule.hosts().isEmpty(),
                        rule,
                        ComingRoutes::and));
        rules.addAll(added.values());
        UserRules users = Optional.ofNullable(former.get(application))
                .map(RoutedApplication::users)
                .orElse(UserRules.NONE);
        return List.of(new RoutedApplication(application, rules, users));
    }

    /** Without the hosts that the release leads elsewhere; empty if none is left. */
    private Optional<RoutedRule> kept(RoutedRule rule) {
        RoutedService service = checked(rule.service());
        if (rule.hosts().isEmpty()) {
            return elsewhere(rule, "")
                    ? Optional.empty()
                    : Optional.of(new RoutedRule(List.of(), rule.path(), service));
        }
        List<String> hosts =
                rule.hosts().stream().filter(host -> !elsewhere(rule, host)).toList();
        return hosts.isEmpty() ? Optional.empty() : Optional.of(new RoutedRule(hosts, rule.path(), service));
    }

    private boolean elsewhere(RoutedRule rule, String host) {
        return wanted.stream()
                .anyMatch(route -> route.rule().host().equals(host)
                        && route.rule().path().equals(rule.path())
                        && !leads(rule.service(), route));
    }

    private RoutedService checked(RoutedService service) {
        Optional<String> check = wanted.stream()
                .filter(route -> leads(service, route))
                .flatMap(route -> route.check().stream())
                .findFirst();
        return new RoutedService(
                service.name(), service.port(), service.adopted(), check.or(service::check), service.slots());
    }

    private RoutedRule rule(WantedRoute route) {
        RouteRule rule = route.rule();
        Optional<RoutedService> known = own().map(RoutedRule::service)
                .filter(service -> service.name().equals(rule.service()))
                .findFirst();
        int slots = (int) Math.min(Math.max(route.tasks(), RoutedApplication.SLOTS), Integer.MAX_VALUE);
        return new RoutedRule(
                rule.host().isEmpty() ? List.of() : List.of(rule.host()),
                rule.path(),
                new RoutedService(
                        rule.service(), rule.port(), known.flatMap(RoutedService::adopted), route.check(), slots));
    }

    private static RoutedRule and(RoutedRule one, RoutedRule other) {
        return new RoutedRule(
                Stream.concat(one.hosts().stream(), other.hosts().stream()).toList(),
                one.path(),
                one.service().with(other.service()));
    }

    private Stream<RoutedRule> own() {
        return Optional.ofNullable(former.get(application)).stream().flatMap(routed -> routed.rules().stream());
    }

    private static Predicate<RoutedRule> claims(WantedRoute route) {
        String host = route.rule().host();
        return rule -> rule.path().equals(route.rule().path())
                && (host.isEmpty() ? rule.hosts().isEmpty() : rule.hosts().contains(host));
    }

    private static boolean leads(RoutedService service, WantedRoute route) {
        return service.name().equals(route.rule().service())
                && service.port() == route.rule().port();
    }

    private static boolean checkDiffers(RoutedService service, WantedRoute route) {
        return route.check().isPresent() && !Objects.equals(service.check(), route.check());
    }
}
