package io.jenkins.plugins.swarmdelivery.stack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes routes of the labels for docker-flow-proxy of one service, and names what they do not carry over. */
final class DockerFlowReader {
    private static final String WHOLE = "hdr(host)";
    private static final String BEGINNING = "hdr_beg(host)";

    private final DockerFlowLabels labels;
    private final List<Route> routes = new ArrayList<>();
    /** The port of each host and path. */
    private final Map<String, Integer> claimed = new HashMap<>();
    /** The port that gets what no other route wants. */
    private Optional<Integer> fallback = Optional.empty();

    private final Set<String> lost = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    DockerFlowReader(Map<String, String> labels) {
        this.labels = new DockerFlowLabels(labels);
    }

    DockerFlow read() {
        List<String> suffixes = labels.suffixes();
        if (suffixes.isEmpty() || !isServed(suffixes.get(0))) {
            return new DockerFlow(List.of(), List.of(), List.of());
        }
        if (!labels.is("notify", "", "true")) {
            lose(
                    "notify",
                    "is not true, so docker-flow-proxy serves the service only if its listener watches another label; give"
                            + " it a route if users reach it");
        }
        suffixes.forEach(this::destination);
        fallback.filter(port -> !claimed.containsKey("/")).ifPresent(port -> add(List.of(), "/", port));
        labels.all().forEach(this::other);
        return new DockerFlow(routes, List.copyOf(lost), List.copyOf(notes));
    }

    /** The program refuses a service whose first destination has neither path nor host name. */
    private boolean isServed(String first) {
        return labels.has("servicePath", first) || labels.has("serviceDomain", first) || !labels.isHttp(first);
    }

    private void destination(String suffix) {
        if (!labels.isHttp(suffix)) {
            lose(
                    labels.written("reqMode", suffix),
                    "HAProxy carries HTTP alone, so this is no route; publish the port of the service, or keep"
                            + " docker-flow-proxy for it");
            return;
        }
        boolean chosenOtherwise = labels.has("userAgent", suffix) || labels.has("serviceHeader", suffix);
        if (chosenOtherwise || labels.has("outboundHostname", suffix) || !knownPathType(suffix)) {
            return;
        }
        Optional<Integer> port = port(suffix);
        Set<String> hosts = hosts(suffix);
        if (port.isEmpty() || (hosts.isEmpty() && labels.has("serviceDomain", suffix))) {
            return;
        }
        requireUsersPort(suffix);
        paths(suffix).forEach(path -> route(suffix, hosts, path, port.get()));
        if (labels.is("isDefaultBackend", suffix, "true")) {
            fallback = port;
        }
    }

    private void route(String suffix, Set<String> hosts, String path, int port) {
        List<String> free = new ArrayList<>();
        for (String host : hosts.isEmpty() ? Set.of("") : hosts) {
            Integer other = claimed.putIfAbsent(host + path, port);
            if (other == null) {
                free.add(host);
            } else if (other != port) {
                lose(
                        labels.written("port", suffix),
                        host + path + " leads to port " + other
                                + " already; give one of the two a path or host name of its own");
            }
        }
        if (!free.isEmpty()) {
            add(hosts.isEmpty() ? List.of() : free, path, port);
        }
    }

    private void add(List<String> hosts, String path, int port) {
        String name = routes.isEmpty() ? "" : "r" + (routes.size() + 1);
        routes.add(new Route(name, port, hosts, path, Route.Health.NONE));
    }

    private Optional<Integer> port(String suffix) {
        Optional<String> port = labels.value("port", suffix);
        if (port.isEmpty() && !labels.has("httpsPort", suffix)) {
            note("port" + suffix, "is missing, and docker-flow-proxy serves nothing without it");
        }
        if (port.filter(text -> !RouteLabels.isPort(text)).isPresent()) {
            lose(labels.written("port", suffix), "is no port, so this is no route; write that of the containers");
            return Optional.empty();
        }
        return port.map(Integer::valueOf);
    }

    private boolean knownPathType(String suffix) {
        String type = labels.value("pathType", suffix).orElse("path_beg");
        if (type.equals("path")) {
            lose(
                    labels.written("pathType", suffix),
                    "HAProxy also takes the paths below it; let the application refuse them");
        } else if (!type.equals("path_beg")) {
            lose(
                    labels.written("pathType", suffix),
                    "HAProxy chooses by the beginning of a path alone, so this is no route; give the service such a path,"
                            + " or a host name of its own");
            return false;
        }
        return true;
    }

    private Set<String> hosts(String suffix) {
        String algorithm = labels.value("serviceDomainAlgo", "").orElse(BEGINNING);
        Set<String> hosts = new LinkedHashSet<>();
        for (String domain : labels.words("serviceDomain", suffix)) {
            String host = domain.toLowerCase(Locale.ROOT);
            // Without a dot, it is only the beginning of the names that the program accepts by default.
            if (RouteLabels.isHost(host) && (host.contains(".") || algorithm.equals(WHOLE))) {
                hosts.add(host);
            } else {
                lose(
                        labels.written("serviceDomain", suffix),
                        "HAProxy compares whole host names, without a port; name each host");
            }
        }
        if (!algorithm.equals(WHOLE) && !algorithm.equals(BEGINNING)) {
            lose("serviceDomainAlgo", "HAProxy compares whole host names; name each host");
        }
        return hosts;
    }

    private Set<String> paths(String suffix) {
        Set<String> paths = new LinkedHashSet<>();
        for (String path : labels.words("servicePath", suffix)) {
            if (RouteLabels.isPath(path)) {
                paths.add(path);
            } else {
                lose(labels.written("servicePath", suffix), "a path begins with a slash, and has no query");
            }
        }
        return labels.has("servicePath", suffix) ? paths : Set.of("/");
    }

    private void requireUsersPort(String suffix) {
        if (labels.value("srcPort", suffix)
                .filter(port -> !Set.of("80", "443").contains(port))
                .isPresent()) {
            lose(labels.written("srcPort", suffix), "HAProxy has one port for users of all routes; let them call that");
        }
    }

    private void other(String setting, String value) {
        if (labels.skipped(setting)) {
            note(
                    setting,
                    "docker-flow-proxy does not read it, because indexes are counted from 1 to "
                            + DockerFlowLabels.MOST_INDEXES + " without a gap");
            return;
        }
        String name = DockerFlowLabels.name(setting);
        DockerFlowSettings.lost(name, value).ifPresent(remedy -> lose(setting, remedy));
        DockerFlowSettings.note(name).ifPresent(note -> note(setting, note));
    }

    private void lose(String setting, String why) {
        lost.add(DockerFlowLabels.PREFIX + setting + ": " + why);
    }

    private void note(String setting, String what) {
        notes.add(DockerFlowLabels.PREFIX + setting + ": " + what);
    }
}
