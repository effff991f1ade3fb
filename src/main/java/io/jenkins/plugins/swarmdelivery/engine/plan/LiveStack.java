package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Coloring;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The services that {@code docker stack deploy} runs. If an application is delivered from the same file, {@code docker
 * stack deploy} starts the services again that colors have replaced, and takes our labels off the shared ones.
 */
public final class LiveStack {
    private LiveStack() {}

    /** The services of a stack, sorted by name. */
    public static List<Service> services(Swarm swarm, String stack) {
        return swarm.services().stream()
                .filter(service -> stack.equals(service.spec().labels().get(Coloring.STACK))
                        && service.name().startsWith(stack + "_"))
                .sorted(Comparator.comparing(Service::name))
                .toList();
    }

    /**
     * The spec with the names of networks, configs and secrets instead of their IDs, which differ from cluster to
     * cluster.
     */
    public static ServiceSpec portable(ServiceSpec spec, Swarm swarm) {
        return spec.edited(tree -> {
            CandidateSpec.moveNetworks(tree);
            Json.list(tree, "TaskTemplate", "Networks").forEach(network -> named(network, swarm));
            for (String kind : List.of("Config", "Secret")) {
                if (Json.at(tree, "TaskTemplate", "ContainerSpec", kind + "s") instanceof List<?> references) {
                    references.forEach(reference -> forget(reference, kind));
                }
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static void named(Object network, Swarm swarm) {
        Json.text(network, "Target")
                .flatMap(swarm::network)
                .ifPresent(found -> ((Map<String, Object>) network).put("Target", found.name()));
    }

    @SuppressWarnings("unchecked")
    private static void forget(Object reference, String kind) {
        if (Json.text(reference, kind + "Name").isPresent()) {
            ((Map<String, Object>) reference).remove(kind + "ID");
        }
    }

    /**
     * What {@code docker stack deploy} has changed in an application that is delivered in colors, with remedies; empty
     * if nothing, or if the application is a single service.
     *
     * @param live spec of the live release
     */
    public static List<String> deployedAgain(Swarm swarm, Ledger ledger, Optional<ReleaseSpec> live) {
        Optional<PlacedRelease> active = ledger.active().filter(PlacedRelease::stack);
        if (active.isEmpty()) {
            return List.of();
        }
        Application application = ledger.application();
        Set<String> placed = ledger.placed().stream()
                .flatMap(release -> release.services().stream())
                .map(PlacedRelease.ServiceRef::id)
                .collect(Collectors.toSet());
        List<String> again = new ArrayList<>();
        List<String> updated = new ArrayList<>();
        for (Service service : services(swarm, application.name())) {
            boolean ours = service.spec().labels().containsKey(Labels.APPLICATION);
            if (ours || placed.contains(service.id())) {
                continue;
            }
            if (shares(live, service.name())) {
                updated.add(service.name());
            } else if (colors(live, service.name().substring(application.name().length() + 1))) {
                again.add(service.name());
            }
        }
        List<String> messages = new ArrayList<>();
        if (!again.isEmpty()) {
            messages.add("docker stack deploy has started " + words(again) + " beside " + active.get()
                    + ": on the networks of the stack file, they answer to its service names. Deliver with"
                    + " swarm-delivery alone, and remove them: docker service rm " + String.join(" ", again));
        }
        if (!updated.isEmpty()) {
            messages.add("docker stack deploy has changed " + words(updated)
                    + ": the next delivery updates what differs from its stack file");
        }
        return messages;
    }

    /** Whether a service is a shared one of the live release, even if its labels were taken off. */
    public static boolean shares(Optional<ReleaseSpec> live, String service) {
        return live.stream()
                .flatMap(release -> release.with(Role.SHARED).stream())
                .map(Part::spec)
                .anyMatch(spec -> spec.name().equals(service));
    }

    /**
     * Whether a service is one that the live release has in colors. Others may belong to another file, so no message
     * advises to remove them.
     */
    private static boolean colors(Optional<ReleaseSpec> live, String part) {
        return live.flatMap(release -> release.part(part))
                .filter(found -> found.role() != Role.SHARED)
                .isPresent();
    }

    private static String words(List<String> services) {
        return (services.size() == 1 ? "service " : "services ") + String.join(", ", services);
    }
}
