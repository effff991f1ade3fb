package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.RoutedApplication;
import io.jenkins.plugins.swarmdelivery.router.RoutedText;
import io.jenkins.plugins.swarmdelivery.stack.RoutedBy;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The applications of a router, with their routes: from options and from stack files. */
final class RoutedOptions {
    @Option(
            names = "--app",
            paramLabel = "NAME=PORT[,…]",
            description = "A route of an application, and the port that its containers listen on. Repeat it for each"
                    + " application, and for each route of it. With router up, NAME,adopt=SERVICE reads port, hosts and paths"
                    + " from the labels of a running service that docker-flow-proxy serves.")
    private List<String> applications = new ArrayList<>();

    @Option(
            names = "--stack",
            paramLabel = "NAME=FILE[,…]",
            description = "An application and its stack file. Optional settings, separated by commas: adopt=STACK"
                    + " (the stack that runs today), slots=N, share=cookie or share=source, sticky=cookie, rate=100/10s. Repeat it for each"
                    + " application; several files of one application are merged.")
    private List<String> stacks = new ArrayList<>();

    @Mixin
    private StackValueOptions values;

    /** At least one application; no service that runs is known. */
    List<RoutedApplication> required(Values defaults, Console console) {
        List<RoutedApplication> routed = read(defaults, console, name -> Optional.empty());
        if (routed.isEmpty()) {
            throw new RefusedException("--app", null, "name an application with --app or --stack");
        }
        return routed;
    }

    /**
     * Several routes of one application, and several files of one stack, belong together.
     *
     * @param running the labels of a service that runs, by its name
     */
    List<RoutedApplication> read(
            Values defaults, Console console, Function<String, Optional<Map<String, String>>> running) {
        Map<Application, RoutedApplication> routed = new LinkedHashMap<>();
        ServedService served = new ServedService(running, console::warn);
        List<String> texts = applications.stream()
                .flatMap(text -> served.options(text).stream())
                .toList();
        RoutedText.parseAll(texts).forEach(each -> routed.put(each.application(), each));
        Map<Application, List<RoutedStack>> files = new LinkedHashMap<>();
        stacks.stream()
                .map(RoutedStack::parse)
                .forEach(each -> files.computeIfAbsent(each.application(), key -> new ArrayList<>())
                        .add(each));
        files.forEach((application, parts) -> {
            List<Path> paths = parts.stream().map(RoutedStack::file).toList();
            Stack stack = values.read(paths, defaults, RoutedBy.ROUTES_AND_DOCKER_FLOW);
            RoutedStack all = parts.stream().reduce(RoutedStack::and).orElseThrow();
            routed.merge(application, all.routed(stack), RoutedApplication::and);
            stack.notes().forEach(console::warn);
        });
        return List.copyOf(routed.values());
    }
}
