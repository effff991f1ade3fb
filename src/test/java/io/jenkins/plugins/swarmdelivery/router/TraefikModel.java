package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * What Traefik makes of labels, with its limits: it reads no labels of a service without tasks, unless it is told to use
 * the virtual address; it drops a router that two services define differently, merges services of one name, and disables a
 * router whose service or middleware it does not know.
 */
final class TraefikModel {
    /** Where it serves a router that names none. */
    static final List<String> ENTRY_POINTS = List.of("preview", "web");

    private static final String ROUTERS = "traefik.http.routers.";
    private static final String SERVICES = "traefik.http.services.";
    private static final String MIDDLEWARES = "traefik.http.middlewares.";

    private final Map<String, Map<String, String>> routers = new TreeMap<>();
    private final Map<String, Boolean> dropped = new HashMap<>();
    private final Map<String, Map<String, String>> servers = new TreeMap<>();
    /** The Swarm services whose tasks are behind a service of Traefik. */
    private final Map<String, List<String>> behind = new TreeMap<>();

    private final Map<String, Map<String, String>> headers = new TreeMap<>();
    /** The routers that get a request, once somebody has asked. */
    private final Map<List<Object>, List<Map<String, String>>> requests = new ConcurrentHashMap<>();

    /** @param tasks how many tasks of a service run */
    TraefikModel(List<Service> services, ToIntFunction<Service> tasks) {
        for (Service service : services) {
            Map<String, String> labels = service.spec().labels();
            boolean virtual = "true".equals(labels.get("traefik.swarm.lbswarm"));
            int number = virtual ? 1 : tasks.applyAsInt(service);
            if (number > 0 && !"false".equals(labels.get("traefik.enable"))) {
                read(service.name(), labels, number);
            }
        }
        routers.keySet().removeIf(name -> dropped.getOrDefault(name, false));
    }

    private void read(String service, Map<String, String> labels, int tasks) {
        Map<String, Map<String, String>> own = new TreeMap<>();
        List<String> targets = new ArrayList<>();
        labels.forEach((label, value) -> {
            String[] path = label.split("\\.", 5);
            if (label.startsWith(ROUTERS)) {
                own.computeIfAbsent(path[3] + "@swarm", name -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER))
                        .put(path[4], value);
            } else if (label.startsWith(SERVICES)) {
                String name = path[3] + "@swarm";
                if (!targets.contains(name)) {
                    targets.add(name);
                    behind.computeIfAbsent(name, key -> new ArrayList<>()).add(service);
                }
                for (int task = 1; task <= tasks; task++) {
                    servers.computeIfAbsent(name, key -> new TreeMap<>())
                            .put("http://" + service + "." + task + ":8080", "UP");
                }
            } else if (label.startsWith(MIDDLEWARES)) {
                Map<String, String> named = headers.computeIfAbsent(path[3] + "@swarm", key -> new TreeMap<>());
                if (path[4].startsWith("headers.")) {
                    named.put(path[4].replaceFirst(".*\\.", ""), value);
                }
            }
        });
        own.forEach((name, fields) -> {
            if (!fields.containsKey("service") && targets.size() == 1) {
                fields.put("service", targets.get(0));
            }
            Map<String, String> other = routers.putIfAbsent(name, fields);
            boolean unlinked = !fields.containsKey("service");
            dropped.merge(name, unlinked || other != null && !other.equals(fields), Boolean::logicalOr);
        });
    }

    /** Its dynamic configuration as {@code /api/rawdata} shows it; empty if there is no router: Traefik ignores that. */
    Optional<Map<String, Object>> rawData() {
        if (routers.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> shown = new TreeMap<>();
        routers.forEach((name, fields) -> {
            Map<String, Object> all = new TreeMap<>(fields);
            Optional<String> error = error(fields);
            all.put("entryPoints", entryPoints(fields));
            all.put("status", error.isPresent() ? "disabled" : "enabled");
            error.ifPresent(text -> all.put("error", List.of(text)));
            shown.put(name, all);
        });
        Map<String, Object> middlewares = new TreeMap<>();
        headers.forEach((name, all) -> middlewares.put(name, Map.of("headers", Map.of("customResponseHeaders", all))));
        Map<String, Object> services = new TreeMap<>();
        servers.forEach((name, status) -> services.put(name, Map.of("serverStatus", status)));
        return Optional.of(Map.of("routers", shown, "middlewares", middlewares, "services", services));
    }

    private Optional<String> error(Map<String, String> router) {
        if (!servers.containsKey(qualified(router.get("service")))) {
            return Optional.of("the service \"" + qualified(router.get("service")) + "\" does not exist");
        }
        return TraefikEntryPoints.listed(router.getOrDefault("middlewares", "")).stream()
                .map(TraefikModel::qualified)
                .filter(name -> name.endsWith("@swarm") && !headers.containsKey(name))
                .map(name -> "middleware \"" + name + "\" does not exist")
                .findFirst();
    }

    private static String qualified(String name) {
        return name.contains("@") ? name : name + "@swarm";
    }

    private static List<String> entryPoints(Map<String, String> router) {
        return router.containsKey("entrypoints")
                ? List.copyOf(TraefikEntryPoints.listed(router.get("entrypoints")))
                : ENTRY_POINTS;
    }

    /**
     * The services of the Swarm that may answer a request; none if Traefik answers it itself. Several routers of the
     * highest priority may each get it.
     */
    List<String> answering(String entryPoint, String host, String path) {
        return answering(entryPoint, host, path, Map.of());
    }

    /** @param headers of the request */
    List<String> answering(String entryPoint, String host, String path, Map<String, String> headers) {
        return first(entryPoint, host, path, headers).stream()
                .flatMap(router -> behind.get(qualified(router.get("service"))).stream())
                .distinct()
                .toList();
    }

    /** What the middlewares of the router that gets a request add to the response. */
    Map<String, String> headers(String entryPoint, String host, String path) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        first(entryPoint, host, path, Map.of()).stream()
                .limit(1)
                .flatMap(router -> TraefikEntryPoints.listed(router.getOrDefault("middlewares", "")).stream())
                .forEach(name -> all.putAll(headers.getOrDefault(qualified(name), Map.of())));
        return all;
    }

    private List<Map<String, String>> first(String entryPoint, String host, String path, Map<String, String> headers) {
        return requests.computeIfAbsent(
                List.of(entryPoint, host, path, headers), key -> highest(entryPoint, host, path, headers));
    }

    private List<Map<String, String>> highest(
            String entryPoint, String host, String path, Map<String, String> headers) {
        List<Map<String, String>> matching = routers.values().stream()
                .filter(router -> error(router).isEmpty()
                        && entryPoints(router).contains(entryPoint)
                        && TraefikRule.matches(router.get("rule"), host, path, headers))
                .toList();
        int highest = matching.stream().mapToInt(TraefikModel::priority).max().orElse(0);
        return matching.stream().filter(router -> priority(router) == highest).toList();
    }

    private static int priority(Map<String, String> router) {
        int given = Integer.parseInt(router.getOrDefault("priority", "0"));
        return given == 0 ? router.get("rule").length() : given;
    }
}
