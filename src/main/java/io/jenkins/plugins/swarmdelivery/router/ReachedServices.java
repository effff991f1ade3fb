package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend.Servers;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The services whose tasks the former replicas of a router reach, so that a fresh one can be measured by them. */
final class ReachedServices {
    /** A router without former replicas. */
    static final ReachedServices NONE = new ReachedServices(Map.of(), List.of());

    /** Both colors, because a rollback may change the active one at any moment. */
    private final Map<Release, Set<String>> reached = new HashMap<>();

    private record Release(Application application, Color color) {}

    /** @param labels of the service that the replicas were made of */
    ReachedServices(Map<String, String> labels, List<ReplicaProof.Shown> former) {
        for (String name : RouterLabels.names(labels)) {
            for (Color color : Color.values()) {
                Release release = new Release(new Application(name), color);
                Set<String> services = reached.computeIfAbsent(release, any -> new TreeSet<>());
                former.forEach(shown -> servers(labels, release, shown).forEach((service, servers) -> {
                    if (servers.up() > 0) {
                        services.add(service);
                    }
                }));
            }
        }
    }

    /**
     * What users of live applications would miss on a fresh replica; empty if nothing. It must reach every service that a
     * former one reaches, as far as it has a route to it, and at least one of the application. A service that the live
     * release does not have yet may be missing.
     *
     * @param labels of the service as it is now
     */
    Optional<String> objection(Map<String, String> labels, ReplicaProof.Shown fresh) {
        for (String name : RouterLabels.live(labels)) {
            Application application = new Application(name);
            Route route = RouteText.fromLabels(labels, application);
            Set<String> missing = Stream.concat(route.active().stream(), route.share().map(Share::candidate).stream())
                    .map(target -> new Release(application, target.color()))
                    .flatMap(release -> missing(labels, release, fresh).stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!missing.isEmpty()) {
                return Optional.of("replica " + fresh.name() + " reaches no task of " + String.join(", ", missing)
                        + ", although the former router does; compare port, check path and network of " + name);
            }
        }
        return Optional.empty();
    }

    private Set<String> missing(Map<String, String> labels, Release release, ReplicaProof.Shown fresh) {
        Set<String> former = reached.getOrDefault(release, Set.of());
        Set<String> missing = new TreeSet<>();
        boolean any = false;
        for (Map.Entry<String, Servers> service :
                servers(labels, release, fresh).entrySet()) {
            boolean up = service.getValue().up() > 0;
            any |= up;
            if (!up && former.contains(service.getKey())) {
                missing.add(service.getKey());
            }
        }
        return missing.isEmpty() && !any ? former : missing;
    }

    private static Map<String, Servers> servers(Map<String, String> labels, Release release, ReplicaProof.Shown shown) {
        Map<String, Servers> servers = new LinkedHashMap<>();
        RoutedHosts.read(labels)
                .orElse(RoutedHosts.withoutLabel(Set.of()))
                .backends(release.application(), release.color())
                .forEach(backend -> Optional.ofNullable(shown.backends().get(backend.toString()))
                        .ifPresent(stats -> HaproxyResponse.merge(servers, backend, stats)));
        return servers;
    }
}
