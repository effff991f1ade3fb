package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.router.TraefikCheck.Finding;
import io.jenkins.plugins.swarmdelivery.router.TraefikCheck.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells which entry points of Traefik are missing, or are not as tests and users need them. */
final class TraefikEntryPointCheck {
    private final TraefikSettings settings;
    private final TraefikEntryPoints there;
    private final Consumer<Finding> found;

    TraefikEntryPointCheck(TraefikSettings settings, TraefikEntryPoints there, Consumer<Finding> found) {
        this.settings = settings;
        this.there = there;
        this.found = found;
    }

    /** @param services of the Swarm */
    void run(List<Service> services) {
        Map<String, String> wanted = wanted(services);
        wanted.forEach((name, by) -> {
            if (!there.has(name)) {
                add(
                        Verdict.WRONG,
                        name,
                        "Traefik has none of this name, but " + by,
                        "add to Traefik's static configuration: --entryPoints." + name + ".address=:" + port(name)
                                + ", and publish its port in host mode; or correct the name");
            }
        });
        String preview = settings.entryPoints().preview();
        String users = settings.entryPoints().users().get(0);
        if (settings.urls().preview().isEmpty()) {
            other("previewPort", preview, settings.ports().preview());
            plain(preview, "previewUrl");
        }
        if (settings.urls().service().isEmpty()) {
            other("servicePort", users, settings.ports().service());
            plain(users, "serviceUrl");
        }
        if (wanted.keySet().stream().allMatch(there::has)) {
            found.accept(new Finding(Verdict.OK, "entry points", String.join(", ", wanted.keySet()), ""));
        }
    }

    /** By name, who wants it. */
    private Map<String, String> wanted(List<Service> services) {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put(settings.entryPoints().preview(), "tests use it: router.traefik.previewEntryPoint");
        settings.entryPoints().users().forEach(name -> wanted.put(name, "users do: router.traefik.entryPoints"));
        services.forEach(service -> {
            Map<String, String> labels = service.spec().labels();
            Optional.ofNullable(labels.get(Labels.ROUTES))
                    .ifPresent(application -> labels.forEach((label, value) -> {
                        if (label.toLowerCase(Locale.ROOT).endsWith(".entrypoints")) {
                            TraefikEntryPoints.listed(value)
                                    .forEach(name ->
                                            wanted.putIfAbsent(name, "a route of " + application + " names it"));
                        }
                    }));
        });
        return wanted;
    }

    private String port(String name) {
        if (name.equals(settings.entryPoints().preview())) {
            return String.valueOf(settings.ports().preview());
        }
        return settings.entryPoints().users().get(0).equals(name)
                ? String.valueOf(settings.ports().service())
                : "PORT";
    }

    private void other(String field, String name, int port) {
        there.port(name).stream()
                .filter(listening -> listening != port)
                .forEach(listening -> add(
                        Verdict.WRONG,
                        name,
                        "Traefik listens on port " + listening + ", but " + field + " is " + port,
                        "write " + field + ": " + listening + " below router.traefik in the clusters file"));
    }

    /** Without a URL of their own, probes and tests ask over plain HTTP. */
    private void plain(String name, String field) {
        there.redirectsTo(name)
                .map(to -> "leads all requests to " + to)
                .or(() -> Optional.of("is for TLS alone").filter(secure -> there.secure(name)))
                .ifPresent(why -> add(
                        Verdict.WARNING,
                        name,
                        why + ", so that probes and tests over plain HTTP are not answered by a release",
                        "set " + field + " to an address with https:// below router.traefik in the clusters file"));
    }

    private void add(Verdict verdict, String name, String detail, String remedy) {
        found.accept(new Finding(verdict, "entry point " + name, detail, remedy));
    }
}
