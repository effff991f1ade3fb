package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Coloring;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a cluster has of an application.
 *
 * @param services of its releases, including jobs and helpers
 * @param shared services, which hold its data
 * @param objects networks, configs and secrets that deliveries have created and that nothing needs once the services
 *     are gone; without those of shared services that stay
 * @param releases the numbers of its kept releases
 * @param recorded whether it has a ledger
 */
public record Removable(
        List<Service> services,
        List<Service> shared,
        Map<Swarm.Kind, List<Swarm.Named>> objects,
        List<Integer> releases,
        boolean recorded) {
    /** The {@link Labels#ROLE} of configs and secrets with content of a stack file. */
    public static final String CONTENT = "content";

    /** The {@link Labels#ROLE} of configs that remember jobs that have not stopped yet. */
    public static final String STOPPING = "stopping";

    /** @param withShared whether the shared services are to be removed, too */
    public static Removable of(Cluster cluster, Application application, boolean withShared) {
        Optional<Ledger> ledger = cluster.ledgers().read(application).map(LedgerStore.Versioned::ledger);
        Optional<ReleaseSpec> live = ledger.flatMap(Ledger::active)
                .flatMap(placed ->
                        cluster.ledgers().kept(application, placed.release().number()));
        Set<String> placed = ledger.stream()
                .flatMap(known -> known.placed().stream())
                .flatMap(release -> release.services().stream())
                .map(PlacedRelease.ServiceRef::id)
                .collect(Collectors.toSet());
        List<Service> services = new ArrayList<>();
        List<Service> shared = new ArrayList<>();
        for (Service service : cluster.swarm().services()) {
            Map<String, String> labels = service.spec().labels();
            boolean ofLive = LiveStack.shares(live, service.name());
            boolean ours = application.name().equals(labels.get(Labels.APPLICATION))
                    || application.name().equals(labels.get(Coloring.STACK)) && hasJob(live, service.name());
            if (ofLive || ours && labels.containsKey(Labels.DEFINITION)) {
                shared.add(service);
            } else if (ours || placed.contains(service.id())) {
                services.add(service);
            }
        }
        services.sort(Comparator.comparing(Service::name));
        shared.sort(Comparator.comparing(Service::name));
        return new Removable(
                List.copyOf(services),
                List.copyOf(shared),
                objects(cluster.swarm(), application, withShared ? List.of() : shared),
                cluster.ledgers().keptReleases(application),
                ledger.isPresent());
    }

    /** Whether a service is a job of the live release, even if its labels were taken off. */
    private static boolean hasJob(Optional<ReleaseSpec> live, String service) {
        return live.stream()
                .flatMap(release -> release.with(Role.JOB).stream())
                .anyMatch(part -> part.spec().name().equals(service));
    }

    /** The objects to remove; networks of the stack file stay as long as services stay. */
    private static Map<Swarm.Kind, List<Swarm.Named>> objects(
            Swarm swarm, Application application, List<Service> staying) {
        Map<Swarm.Kind, List<Swarm.Named>> objects = new EnumMap<>(Swarm.Kind.class);
        List<Swarm.Named> networks = new ArrayList<>();
        if (staying.isEmpty()) {
            networks.addAll(swarm.labeled(Swarm.Kind.NETWORK, Map.of(Labels.APPLICATION, application.name())));
        } else {
            for (Color color : Color.values()) {
                networks.addAll(swarm.labeled(
                        Swarm.Kind.NETWORK,
                        Map.of(Labels.APPLICATION, application.name(), Labels.COLOR, color.word())));
            }
        }
        objects.put(Swarm.Kind.NETWORK, List.copyOf(networks));
        for (Swarm.Kind kind : List.of(Swarm.Kind.CONFIG, Swarm.Kind.SECRET)) {
            List<Swarm.Named> contents = new ArrayList<>();
            for (String role : List.of(CONTENT, STOPPING)) {
                contents.addAll(swarm.labeled(kind, Map.of(Labels.APPLICATION, application.name(), Labels.ROLE, role)));
            }
            objects.put(
                    kind,
                    contents.stream()
                            .filter(object -> staying.stream().noneMatch(service -> uses(service, kind, object)))
                            .toList());
        }
        return objects;
    }

    private static boolean uses(Service service, Swarm.Kind kind, Swarm.Named object) {
        String word = kind == Swarm.Kind.CONFIG ? "Config" : "Secret";
        return Json.list(service.spec().tree(), "TaskTemplate", "ContainerSpec", word + "s").stream()
                .anyMatch(reference -> Json.text(reference, word + "ID").equals(Optional.of(object.id()))
                        || Json.text(reference, word + "Name").equals(Optional.of(object.name())));
    }

    /** Whether the cluster has nothing of it but shared services and what they need. */
    public boolean gone() {
        return !recorded
                && services.isEmpty()
                && releases.isEmpty()
                && objects.values().stream().allMatch(List::isEmpty);
    }

    /** The volumes of all services, which no manager can remove, one line each with the nodes that have them. */
    public List<String> volumes(Swarm swarm) {
        Map<String, String> hosts = swarm.nodes().stream().collect(Collectors.toMap(Node::id, Node::hostname));
        List<String> volumes = new ArrayList<>();
        for (Service service : Stream.concat(shared.stream(), services.stream()).toList()) {
            String nodes = swarm.tasks(service).stream()
                    .map(task -> hosts.getOrDefault(task.nodeId(), ""))
                    .filter(host -> !host.isEmpty())
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "));
            for (Object mount : Json.list(service.spec().tree(), "TaskTemplate", "ContainerSpec", "Mounts")) {
                Optional<String> volume = Json.text(mount, "Source")
                        .filter(source -> Json.text(mount, "Type").equals(Optional.of("volume")));
                volume.ifPresent(
                        name -> volumes.add(name + " of " + service.name() + (nodes.isEmpty() ? "" : ", on " + nodes)));
            }
        }
        return volumes;
    }
}
