package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.DockerFlow;
import io.jenkins.plugins.swarmdelivery.stack.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Completes {@code --app NAME,adopt=SERVICE}, without a port, by the routes that docker-flow-proxy has for the running
 * service.
 *
 * @param labels of a running service, by its name; empty if there is none
 */
record ServedService(Function<String, Optional<Map<String, String>>> labels, Consumer<String> notes) {
    private static final String ADOPT = "adopt=";

    /**
     * The option with a port, once for each route; one that has a port already stays as it is.
     *
     * @throws RefusedException if there are no such routes, or docker-flow-proxy does more for the service than HAProxy
     *     would
     */
    List<String> options(String text) {
        List<String> parts = List.of(text.split(",", -1));
        if (parts.get(0).contains("=")) {
            return List.of(text);
        }
        List<String> settings = parts.subList(1, parts.size());
        String service = settings.stream()
                .filter(part -> part.startsWith(ADOPT))
                .map(part -> part.substring(ADOPT.length()))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "--app",
                        text,
                        "write NAME=PORT, or NAME,adopt=SERVICE for a service that docker-flow-proxy serves"));
        if (settings.stream().anyMatch(part -> part.startsWith("host=") || part.startsWith("path="))) {
            throw new RefusedException(
                    "--app",
                    text,
                    "without a port, host and path are those of the labels; leave them out, or name the port");
        }
        DockerFlow flow = DockerFlow.of(labels.apply(service)
                .orElseThrow(() -> new RefusedException(
                        "--app", text, "no service " + service + " is known here; name the port: NAME=PORT")));
        List<String> options = flow.routes().stream()
                .map(route -> option(parts.get(0), route) + "," + String.join(",", settings))
                .toList();
        requireAll(text, service, flow, options);
        flow.notes().forEach(note -> notes.accept("service " + service + ": " + note));
        return options;
    }

    private static void requireAll(String text, String service, DockerFlow flow, List<String> options) {
        if (!flow.lost().isEmpty()) {
            throw new RefusedException("not all that docker-flow-proxy does for " + service
                    + " is carried over. If that is meant, write its routes yourself"
                    + options.stream().map(option -> "\n  --app " + option).collect(Collectors.joining())
                    + DockerFlow.notCarriedOver(flow.lost()));
        }
        if (options.isEmpty()) {
            throw new RefusedException(
                    "--app",
                    text,
                    "docker-flow-proxy has no route to service " + service + "; name the port: NAME=PORT");
        }
    }

    private static String option(String application, Route route) {
        return application + "=" + route.port()
                + route.hosts().stream().map(host -> ",host=" + host).collect(Collectors.joining())
                + (route.path().equals("/") ? "" : ",path=" + route.path());
    }
}
