package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses.Certainty;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Hosts;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the addresses of an application by the rules of {@code haproxy.cfg}: its first host name and path, on every
 * replica.
 */
final class HaproxyAddresses {
    private static final int HTTP = 80;

    private final HaproxySettings settings;
    private final RoutedHosts hosts;
    private final List<RouterReplicas.ReplicaTask> replicas;

    /** @param replicas the running replicas */
    HaproxyAddresses(HaproxySettings settings, RoutedHosts hosts, List<RouterReplicas.ReplicaTask> replicas) {
        this.settings = settings;
        this.hosts = hosts;
        this.replicas = replicas;
    }

    Addresses of(Application application) {
        List<Address> service = addresses(
                application, settings.urls().service(), settings.ports().service());
        List<Address> preview = addresses(
                application, settings.urls().preview(), settings.ports().preview());
        if (hosts.isOnly(application) || hosts.lists(application)) {
            Certainty certainty = hosts.isOnly(application) ? Certainty.ALONE : Certainty.NAMED;
            return new Addresses(service, preview, certainty, "");
        }
        boolean configured = !service.isEmpty() && !preview.isEmpty();
        return new Addresses(
                service,
                preview,
                configured ? Certainty.UNNAMED : Certainty.UNCLEAR,
                "run swarm-delivery router up with all of its applications; existing routes are kept");
    }

    /**
     * Uses the configured URL if it leads to this application: a URL shared by all applications leads to one of them
     * only.
     */
    private List<Address> addresses(Application application, Optional<String> template, int port) {
        Optional<URI> url = template.filter(text -> HaproxySettings.isPerApplication(text)
                        || leads(HaproxySettings.url(text, application), application))
                .map(text -> HaproxySettings.url(text, application));
        if (url.isPresent()) {
            return List.of(Address.of(url.get()));
        }
        if (!hosts.lists(application) && !hosts.isOnly(application)) {
            return List.of();
        }
        RoutedHosts.Entry first = hosts.first(application);
        return replicas.stream()
                .flatMap(replica -> published(replica, port, first.host(), first.path()).stream())
                .toList();
    }

    private boolean leads(URI url, Application application) {
        return hosts.leadTo(url.getHost().toLowerCase(Locale.ROOT), url.getRawPath(), application);
    }

    /**
     * The address on a replica; empty if it does not publish the port.
     *
     * @param target the container port
     * @param name the host name by which users call the application; empty if any does
     */
    static Optional<Address> published(RouterReplicas.ReplicaTask replica, int target, String name, String path) {
        return replica.socket(target).map(socket -> {
            String host = name.isEmpty() ? Hosts.inUrl(replica.host()) : name;
            String port = socket.getPort() == HTTP ? "" : ":" + socket.getPort();
            URI url = URI.create("http://" + host + port + path);
            return name.isEmpty() ? Address.of(url) : Address.named(url, replica.host());
        });
    }
}
