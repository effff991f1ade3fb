package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Drift;
import io.jenkins.plugins.swarmdelivery.engine.plan.FormerService;
import io.jenkins.plugins.swarmdelivery.engine.plan.LiveStack;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.plan.RouterSlots;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the ledger with what the Swarm and the router show. */
final class StatusReader {
    private final Cluster cluster;

    StatusReader(Cluster cluster) {
        this.cluster = cluster;
    }

    Status read(Ledger ledger, Instant now) {
        List<Node> nodes = cluster.swarm().nodes();
        List<String> disagreements = new ArrayList<>();
        List<Status.ServiceStatus> services = new ArrayList<>();
        ledger.active().ifPresent(placed -> {
            services.addAll(services("active", placed, nodes, disagreements));
            services.addAll(shared(ledger, placed, nodes));
        });
        ledger.standby().ifPresent(placed -> services.addAll(services("standby", placed, nodes, disagreements)));
        ledger.delivery()
                .map(Delivery::to)
                .filter(to -> !to.serviceId().isEmpty())
                .filter(to -> services.stream()
                        .noneMatch(known -> known.placed().serviceId().equals(to.serviceId())))
                .ifPresent(placed -> services.addAll(services("candidate", placed, nodes, disagreements)));
        ledger.delivery()
                .flatMap(Delivery::from)
                .filter(from -> services.stream()
                        .noneMatch(known -> known.placed().serviceId().equals(from.serviceId())))
                .filter(from -> cluster.swarm().service(from.serviceId()).isPresent())
                .ifPresent(placed -> services.addAll(services("previous", placed, nodes, disagreements)));
        ledger.leftover().ifPresent(placed -> services.addAll(services("leftover", placed, nodes, disagreements)));

        disagreements.addAll(LiveStack.deployedAgain(
                cluster.swarm(),
                ledger,
                ledger.active()
                        .flatMap(placed -> cluster.ledgers()
                                .kept(ledger.application(), placed.release().number()))));
        TrafficRouter.Look look = look(ledger);
        TrafficRouter.View view = look.view();
        TrafficRouter.Route expected = new TrafficRouter.Route(
                ledger.active().map(PlacedRelease::target),
                Optional.empty(),
                ledger.delivery().flatMap(Delivery::share));
        if (!ledger.delivery().map(StatusReader::moving).orElse(false) && !view.mayServeUsers(expected)) {
            disagreements.add("the ledger says " + (expected.active().isPresent() ? expected : "nothing is live") + "; "
                    + view.describe());
        } else if (!view.silent().isEmpty()) {
            disagreements.add("not every replica of the router reports what it serves: " + view.silent());
        }
        disagreements.addAll(view.pause().differing());
        services.stream()
                .filter(service -> service.role().equals("active") && service.entry())
                .flatMap(service ->
                        RouterSlots.idle(look, ledger.application(), service.placed(), service.wanted()).stream())
                .forEach(disagreements::add);
        return new Status(
                ledger,
                List.copyOf(services),
                new Status.Routing(view, cluster.router().addresses(ledger.application()), shareObjection(ledger)),
                cluster.ledgers().keptReleases(ledger.application()),
                new Status.Complaints(List.copyOf(disagreements), ledger.overdue(now)));
    }

    /** Whether the users' route is about to change. */
    private static boolean moving(Delivery delivery) {
        Phase phase = delivery.phase();
        return phase.switched()
                || phase == Phase.SHARING
                || phase == Phase.REVERTING
                || phase == Phase.ABANDONING && delivery.shared();
    }

    /** A candidate that has a share keeps it, and its router has shown that it can. */
    private Optional<String> shareObjection(Ledger ledger) {
        boolean sharable = ledger.delivery()
                .filter(Delivery::waits)
                .filter(delivery -> delivery.from().isPresent() && !delivery.shared())
                .isPresent();
        try {
            return sharable ? cluster.router().shareObjection(ledger.application()) : Optional.empty();
        } catch (RouterException e) {
            return Optional.of(e.getMessage());
        }
    }

    private TrafficRouter.Look look(Ledger ledger) {
        Color color = ledger.active().map(PlacedRelease::color).orElse(Color.BLUE);
        return cluster.router().look(ledger.application(), color);
    }

    private List<Status.ServiceStatus> services(
            String role, PlacedRelease placed, List<Node> nodes, List<String> disagreements) {
        ReleaseServices services = ReleaseServices.of(cluster.swarm(), placed);
        if (!role.equals("leftover")) {
            Drift.change(services).ifPresent(disagreements::add);
        }
        if (role.equals("active")) {
            FormerService.returned(cluster.swarm(), services.found().get(0)).ifPresent(disagreements::add);
        }
        List<Status.ServiceStatus> seen = new ArrayList<>();
        for (int i = 0; i < placed.services().size(); i++) {
            String name = placed.services().get(i).name();
            Optional<Service> there = services.found().get(i);
            seen.add(new Status.ServiceStatus(
                    role,
                    placed,
                    name,
                    there.map(service -> service.spec().image()).orElse(""),
                    there.map(service -> tasks(service, nodes)).orElse(new Status.Tasks(0, 0, List.of()))));
        }
        return seen;
    }

    /** The shared services of a stack, which only the kept release names. */
    private List<Status.ServiceStatus> shared(Ledger ledger, PlacedRelease placed, List<Node> nodes) {
        return Optional.of(placed).filter(PlacedRelease::stack).stream()
                .flatMap(stack -> cluster
                        .ledgers()
                        .kept(ledger.application(), stack.release().number())
                        .stream())
                .flatMap(kept -> kept.with(Role.SHARED).stream())
                .map(part -> {
                    Optional<Service> there =
                            cluster.swarm().service(part.spec().name());
                    return new Status.ServiceStatus(
                            Role.SHARED.word(),
                            placed,
                            part.spec().name(),
                            there.map(service -> service.spec().image()).orElse(""),
                            there.map(service -> tasks(service, nodes)).orElse(new Status.Tasks(0, 0, List.of())));
                })
                .toList();
    }

    private Status.Tasks tasks(Service service, List<Node> nodes) {
        Convergence seen = Convergence.of(service, cluster.swarm().tasks(service), nodes);
        List<String> troubles = seen.failures().stream()
                .limit(3)
                .map(task -> task.error().isEmpty() ? task.reason() : task.state() + ": " + task.error())
                .toList();
        return new Status.Tasks(seen.healthy(), seen.wanted(), troubles);
    }
}
