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
 * What is removed of an application, for programs and for people; the same rules apply as for {@link Documents}.
 *
 * @param there as it was found
 * @param volumes of its services, a line each
 * @param shared the shared services are removed too
 */
public record RemovalDocuments(Removable there, List<String> volumes, boolean shared) {
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
    public List<String> lines(Application application, String cluster, boolean done, TrafficRouter router) {
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
            lines.add(done ? "still there:" : "stays:");
            lines.addAll(staying);
        }
        lines.add("the router " + (done ? "answers" : "would answer")
                + (router.routesWithRelease() ? " 404 for " : " 503 for ") + application
                + "; other applications are not affected"
                + (router.routesWithRelease()
                        ? ""
                        : ". To remove its routes too, run router init without it, then deploy.sh"));
        return lines;
    }

    private static List<String> names(List<Service> services) {
        return services.stream().map(Service::name).toList();
    }
}
