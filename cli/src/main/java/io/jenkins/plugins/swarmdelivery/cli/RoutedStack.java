package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.RoutedApplication;
import io.jenkins.plugins.swarmdelivery.router.RoutedCheck;
import io.jenkins.plugins.swarmdelivery.router.RoutedRule;
import io.jenkins.plugins.swarmdelivery.router.RoutedService;
import io.jenkins.plugins.swarmdelivery.router.UserRules;
import io.jenkins.plugins.swarmdelivery.stack.Route;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.StackService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application and its stack file as passed to {@code router up} and {@code router init}: {@code
 * NAME=FILE[,adopt=STACK][,slots=N][,share=cookie|source][,sticky=cookie][,rate=REQUESTS/SECONDSs]}.
 *
 * @param adopted the stack of {@code docker stack deploy} whose services serve until the first delivery
 * @param slots empty for the default, or for the replicas in the file if they are more
 * @param users how its users are treated
 */
record RoutedStack(
        Application application, Path file, Optional<String> adopted, Optional<Integer> slots, UserRules users) {
    private static final String REMEDY =
            "write NAME=FILE, then adopt=STACK, slots=N, share=cookie, sticky=cookie or rate=100/10s, separated by commas,"
                    + " e.g. shop=docker-stack.yml";
    private static final Pattern WRITTEN = Pattern.compile(
            "([^=]+)=(.+?)((?:,(?:adopt=[A-Za-z0-9][A-Za-z0-9_.-]*|slots=[0-9]{1,4}|(?:share|sticky|rate)=[^,]*))*)");

    static RoutedStack parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new RefusedException("--stack", text, REMEDY);
        }
        Optional<String> adopted = Optional.empty();
        Optional<Integer> slots = Optional.empty();
        UserRules users = UserRules.NONE;
        for (String setting : written.group(3).split(",")) {
            String value = setting.substring(setting.indexOf('=') + 1);
            adopted = setting.startsWith("adopt=") ? Optional.of(value) : adopted;
            slots = setting.startsWith("slots=") ? Optional.of(Integer.valueOf(value)) : slots;
            String name = setting.substring(0, Math.max(0, setting.indexOf('=')));
            users = UserRules.SETTINGS.contains(name) ? users.with("--stack", name, value) : users;
        }
        return new RoutedStack(new Application(written.group(1)), Path.of(written.group(2)), adopted, slots, users);
    }

    /** Another file of the same stack, with settings where this one has none. */
    RoutedStack and(RoutedStack other) {
        return new RoutedStack(
                application,
                file,
                adopted.or(other::adopted),
                slots.or(other::slots),
                users.or(application, other.users));
    }

    /**
     * The routes in the stack's labels.
     *
     * @param stack the merged content of all files of the application
     */
    RoutedApplication routed(Stack stack) {
        List<RoutedRule> rules = new ArrayList<>();
        for (StackService service : stack.services()) {
            service.routes().forEach(route -> rules.add(rule(stack, service.name(), route)));
        }
        if (rules.isEmpty()) {
            throw new RefusedException(
                    "--stack",
                    application + "=" + file,
                    "no service has a route; add the label swarm-delivery.route.port to one");
        }
        // Services are in start order, but the first route, for probes and tests, is the one with the shortest path.
        rules.sort(Comparator.comparing(rule -> rule.path().length()));
        return new RoutedApplication(application, rules, users);
    }

    private RoutedRule rule(Stack stack, String service, Route route) {
        long wanted = Math.min(stack.replicas(service), Integer.MAX_VALUE);
        int most = slots.orElse((int) Math.max(RoutedApplication.SLOTS, wanted));
        Optional<String> former = adopted.map(name -> name + "_" + service);
        Optional<RoutedCheck> check = route.health()
                .check()
                .map(path -> new RoutedCheck(path, route.health().expect()));
        return new RoutedRule(
                route.hosts(), route.path(), new RoutedService(service, route.port(), former, check, most));
    }
}
