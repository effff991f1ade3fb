package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses.Certainty;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.util.List;
import java.util.Optional;

/** Finds the addresses of an application behind Traefik: its first host name and path, on every replica. */
final class TraefikAddresses {
    private TraefikAddresses() {}

    /**
     * @param routes of the application; none before its first release, whose responses will name it all the same
     * @param replicas all, also those that start
     */
    static Addresses of(
            Application application,
            TraefikSettings settings,
            List<TraefikRoute> routes,
            List<RouterReplicas.ReplicaTask> replicas) {
        return new Addresses(
                addresses(
                        application, settings.urls().service(), settings.ports().service(), routes, replicas),
                addresses(
                        application, settings.urls().preview(), settings.ports().preview(), routes, replicas),
                Certainty.NAMED,
                "");
    }

    private static List<Address> addresses(
            Application application,
            Optional<String> template,
            int port,
            List<TraefikRoute> routes,
            List<RouterReplicas.ReplicaTask> replicas) {
        if (template.isPresent()) {
            return List.of(Address.of(HaproxySettings.url(template.get(), application)));
        }
        return routes.stream()
                .findFirst()
                .map(route -> replicas.stream()
                        .filter(RouterReplicas.ReplicaTask::running)
                        .flatMap(replica ->
                                HaproxyAddresses.published(
                                        replica, port, route.host().orElse(""), route.path())
                                        .stream())
                        .toList())
                .orElse(List.of());
    }
}
