package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Drift;
import io.jenkins.plugins.swarmdelivery.engine.plan.FormerService;
import io.jenkins.plugins.swarmdelivery.engine.plan.RouterSlots;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays what the ledger says beside what the Swarm and the router show. */
final class StatusReader {
    private final Cluster cluster;

    StatusReader(Cluster cluster) {
        this.cluster = cluster;
    }

    Status read(Ledger ledger, Instant now) {
        List<Node> nodes = cluster.swarm().nodes();
        List<String> disagreements = new ArrayList<>();
        List<Status.ServiceStatus> services = new ArrayList<>();
        ledger.active().ifPresent(placed -> services.add(service("active", placed, nodes, disagreements)));
        ledger.standby().ifPresent(placed -> services.add(service("standby", placed, nodes, disagreements)));
        ledger.delivery()
                .map(Delivery::to)
                .filter(to -> !to.serviceId().isEmpty())
                .filter(to -> services.stream()
                        .noneMatch(known -> known.placed().serviceId().equals(to.serviceId())))
                .ifPresent(placed -> services.add(service("candidate", placed, nodes, disagreements)));
        ledger.delivery()
                .flatMap(Delivery::from)
                .filter(from -> services.stream()
                        .noneMatch(known -> known.placed().serviceId().equals(from.serviceId())))
                .filter(from -> cluster.swarm().service(from.serviceId()).isPresent())
                .ifPresent(placed -> services.add(service("previous", placed, nodes, disagreements)));
        ledger.leftover().ifPresent(placed -> services.add(service("leftover", placed, nodes, disagreements)));

        TrafficRouter.Look look = look(ledger);
        TrafficRouter.View view = look.view();
        Optional<TrafficRouter.Target> expected = ledger.active().map(PlacedRelease::target);
        boolean moving = ledger.delivery()
                .map(d -> d.phase().switched() || d.phase() == Phase.REVERTING)
                .orElse(false);
        if (!moving && !view.mayServe(expected)) {
            disagreements.add("the ledger says "
                    + expected.map(TrafficRouter.Target::toString).orElse("nothing is live") + "; " + view.describe());
        } else if (!view.silent().isEmpty()) {
            disagreements.add("not every replica of the router reports what it serves: " + view.silent());
        }
        services.stream()
                .filter(service -> service.role().equals("active"))
                .flatMap(service ->
                        RouterSlots.idle(look, ledger.application(), service.placed(), service.wanted()).stream())
                .forEach(disagreements::add);
        return new Status(
                ledger,
                List.copyOf(services),
                new Status.Routing(view, cluster.router().addresses(ledger.application())),
                cluster.ledgers().keptReleases(ledger.application()),
                new Status.Complaints(List.copyOf(disagreements), ledger.overdue(now)));
    }

    private TrafficRouter.Look look(Ledger ledger) {
        Color color = ledger.active().map(PlacedRelease::color).orElse(Color.BLUE);
        return cluster.router().look(ledger.application(), color);
    }

    private Status.ServiceStatus service(
            String role, PlacedRelease placed, List<Node> nodes, List<String> disagreements) {
        Optional<Service> service = cluster.swarm().service(placed.serviceId());
        if (!role.equals("leftover")) {
            Drift.change(placed, service).ifPresent(disagreements::add);
        }
        if (role.equals("active")) {
            FormerService.returned(cluster.swarm(), service).ifPresent(disagreements::add);
        }
        if (service.isEmpty()) {
            return new Status.ServiceStatus(role, placed, "", new Status.Tasks(0, 0, List.of()));
        }
        Convergence seen = Convergence.of(service.get(), cluster.swarm().tasks(service.get()), nodes);
        List<String> troubles = seen.failures().stream()
                .limit(3)
                .map(task -> task.error().isEmpty() ? task.reason() : task.state() + ": " + task.error())
                .toList();
        return new Status.ServiceStatus(
                role, placed, service.get().spec().image(), new Status.Tasks(seen.healthy(), seen.wanted(), troubles));
    }
}
