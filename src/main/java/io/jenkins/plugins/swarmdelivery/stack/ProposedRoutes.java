package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Routes for the services of a running stack, derived from the labels of another proxy or from published ports. */
final class ProposedRoutes {
    private static final Pattern RULE = Pattern.compile("traefik\\.http\\.routers\\.([^.]+)\\.rule");
    private static final Pattern PORT =
            Pattern.compile("traefik\\.http\\.services\\.[^.]+\\.loadbalancer\\.server\\.port");
    private static final Pattern HOST = Pattern.compile("\\bHost\\(([^)]*)\\)");
    private static final Pattern PREFIX = Pattern.compile("\\bPath(?:Prefix)?\\(([^)]*)\\)");
    private static final Pattern QUOTED = Pattern.compile("[`'\"]([^`'\"]+)[`'\"]");

    /** Labels of one service. */
    record Lines(String service, Map<String, String> labels) {
        /** As lines of a stack file. */
        static String text(List<Lines> services) {
            return "services:\n"
                    + services.stream()
                            .map(lines -> "  " + lines.service() + ":\n    deploy:\n      labels:\n"
                                    + lines.labels().entrySet().stream()
                                            .map(label ->
                                                    "        " + label.getKey() + ": \"" + label.getValue() + "\"")
                                            .collect(Collectors.joining("\n")))
                            .collect(Collectors.joining("\n"));
        }
    }

    /** A route, as far as it is known. */
    private record Found(Optional<String> port, Set<String> hosts, String path) {}

    private final List<Lines> lines = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();

    /** @param services by their names in the stack file */
    ProposedRoutes(Map<String, ServiceSpec> services) {
        services.forEach((service, spec) -> {
            add(service, traefik(spec.labels()), "the labels of Traefik");
            DockerFlow flow = DockerFlow.of(spec.labels());
            add(service, found(flow), "the labels of docker-flow-proxy");
            flow.lost().forEach(line -> lost.add(service + ": " + line));
        });
        if (lines.isEmpty()) {
            // A database may publish a port, too, and must not run in two colors.
            services.forEach((service, spec) -> {
                if (!writes(spec)) {
                    add(service, published(spec), "the published ports");
                }
            });
        }
    }

    private void add(String service, List<Found> routes, String source) {
        boolean known = lines.stream().anyMatch(line -> line.service().equals(service));
        if (!routes.isEmpty() && !known) {
            lines.add(new Lines(service, labels(routes)));
            if (!sources.contains(source)) {
                sources.add(source);
            }
        }
    }

    private static boolean writes(ServiceSpec spec) {
        return Json.list(spec.tree(), "TaskTemplate", "ContainerSpec", "Mounts").stream()
                .anyMatch(mount -> !Json.flag(mount, "ReadOnly")
                        && Json.text(mount, "Type")
                                .filter(type -> type.equals("volume") || type.equals("bind"))
                                .isPresent());
    }

    /** What to do if no service has a route. */
    String remedy() {
        return lines.isEmpty()
                ? "Name the port of the service that users reach: --route web=8080, or the label " + RouteLabels.PREFIX
                        + "port in the stack file that you pass with --file"
                : "Based on " + String.join(" and ", sources) + ", add to the stack file and pass it with --file, or"
                        + " repeat with --route:\n" + Lines.text(lines)
                        + DockerFlow.notCarriedOver(lost);
    }

    /** The labels of our own that say the same. */
    static Map<String, String> labels(DockerFlow flow) {
        return labels(found(flow));
    }

    private static List<Found> found(DockerFlow flow) {
        return flow.routes().stream()
                .map(route -> new Found(
                        Optional.of(String.valueOf(route.port())), new LinkedHashSet<>(route.hosts()), route.path()))
                .toList();
    }

    private static Map<String, String> labels(List<Found> routes) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < routes.size(); i++) {
            Found route = routes.get(i);
            String prefix = RouteLabels.PREFIX + (i == 0 ? "" : "r" + (i + 1) + ".");
            labels.put(prefix + "port", route.port().orElse("THE PORT OF THE CONTAINERS"));
            if (!route.hosts().isEmpty()) {
                labels.put(prefix + "host", String.join(",", route.hosts()));
            }
            if (!route.path().equals("/")) {
                labels.put(prefix + "path", route.path());
            }
        }
        return labels;
    }

    private static List<Found> traefik(Map<String, String> labels) {
        Optional<String> port = labels.entrySet().stream()
                .filter(label -> PORT.matcher(label.getKey()).matches())
                .map(Map.Entry::getValue)
                .findFirst();
        Set<Found> routes = new LinkedHashSet<>();
        labels.forEach((label, rule) -> {
            if (RULE.matcher(label).matches()) {
                Set<String> hosts = quoted(HOST, rule);
                Set<String> paths = quoted(PREFIX, rule);
                paths = paths.isEmpty() ? Set.of("/") : paths;
                paths.forEach(path -> routes.add(new Found(port, hosts, path)));
            }
        });
        return List.copyOf(routes);
    }

    private static Set<String> quoted(Pattern matcher, String rule) {
        Set<String> all = new LinkedHashSet<>();
        Matcher found = matcher.matcher(rule);
        while (found.find()) {
            Matcher quoted = QUOTED.matcher(found.group(1));
            while (quoted.find()) {
                all.add(quoted.group(1));
            }
        }
        return all;
    }

    private static List<Found> published(ServiceSpec spec) {
        return spec.publishedPorts().stream()
                .filter(port -> !Json.text(port, "Protocol").equals(Optional.of("udp")))
                .flatMap(port -> Json.number(port, "TargetPort").stream())
                .findFirst()
                .map(port -> List.of(new Found(Optional.of(port.toString()), Set.of(), "/")))
                .orElse(List.of());
    }
}
