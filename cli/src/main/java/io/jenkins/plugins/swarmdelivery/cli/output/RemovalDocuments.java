package io.jenkins.plugins.swarmdelivery.cli.output;

import io.jenkins.plugins.swarmdelivery.engine.plan.Removable;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the removal of an application removes, for programs and for people; the same rules apply as for {@link
 * Documents}.
 *
 * @param there as it was found
 * @param volumes of its services, a line each
 * @param shared the shared services are removed too
 */
public record RemovalDocuments(Removable there, List<String> volumes, boolean shared) {
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("services", names(there.services()));
        document.put("shared", names(there.shared()));
        document.put("sharedRemoved", shared);
        document.put("volumes", volumes);
        there.objects()
                .forEach((kind, objects) -> document.put(
                        kind.word() + "s",
                        objects.stream().map(Swarm.Named::name).toList()));
        document.put("releases", there.releases());
        return document;
    }

    /** @param done it has been removed */
    public List<String> lines(Application application, String cluster, TrafficRouter router, boolean done) {
        List<String> lines = new ArrayList<>();
        lines.add((done ? "removed from " : "to be removed from ") + cluster + ":");
        there.services().forEach(service -> lines.add("  service " + service.name()));
        if (shared) {
            there.shared().forEach(service -> lines.add("  shared service " + service.name()));
        }
        there.objects()
                .forEach((kind, objects) ->
                        objects.forEach(object -> lines.add("  " + kind.word() + " " + object.name())));
        lines.add("  the ledger and " + there.releases().size() + " kept releases");
        List<String> staying = new ArrayList<>();
        if (!shared) {
            there.shared()
                    .forEach(service -> staying.add("  shared service " + service.name() + " (--shared removes it)"));
        }
        volumes.forEach(volume -> staying.add("  volume " + volume));
        if (!staying.isEmpty()) {
            lines.add(done ? "not removed:" : "would stay:");
            lines.addAll(staying);
        }
        lines.add("the router " + (done ? "answers " : "would answer ") + status(router) + " for " + application
                + "; other applications are not affected" + furtherStep(router, application));
        return lines;
    }

    /** Traefik forgets the routes; HAProxy keeps them, without a release behind them. */
    private static int status(TrafficRouter router) {
        return router.routesWithRelease() ? NOT_FOUND : UNAVAILABLE;
    }

    private static String furtherStep(TrafficRouter router, Application application) {
        return router.routesWithRelease()
                ? ""
                : ". To remove its routes from HAProxy, too, run router up --without " + application;
    }

    private static List<String> names(List<Service> services) {
        return services.stream().map(Service::name).toList();
    }
}
