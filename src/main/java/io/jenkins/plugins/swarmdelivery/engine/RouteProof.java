package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.plan.RouterSlots;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings about a route, and tells what is still missing until it is proven. Empty answers mean proven. */
final class RouteProof {
    private final Steps steps;

    RouteProof(Steps steps) {
        this.steps = steps;
    }

    /** Sets the route where it is not served by every replica yet. */
    Optional<String> routeMissing(DeliveryRun run, TrafficRouter.Route route) {
        try {
            TrafficRouter.View view = steps.router().view(run.application());
            return view.proves(route) ? Optional.empty() : missingAfterSetting(run, route);
        } catch (RouterException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Sets the route likewise, and is content with the replicas that answer.
     *
     * @return what speaks against it; empty: it is durable, and none of the replicas that answer serves another
     */
    Optional<String> routeRefused(DeliveryRun run, Optional<TrafficRouter.Target> active) {
        try {
            TrafficRouter.Route route = new TrafficRouter.Route(active, Optional.empty());
            TrafficRouter.View view = steps.router().view(run.application());
            TrafficRouter.View set = view.proves(route) ? view : steps.route(run, route);
            return set.mayServe(active) ? Optional.empty() : Optional.of(set.describe());
        } catch (RouterException e) {
            return Optional.of(e.getMessage());
        }
    }

    private Optional<String> missingAfterSetting(DeliveryRun run, TrafficRouter.Route route) {
        TrafficRouter.View view = steps.route(run, route);
        return view.proves(route) ? Optional.empty() : Optional.of(view.describe());
    }

    /**
     * Sets the candidate's preview likewise. Every replica must see every task of the candidate, else the first requests
     * would meet only some of them.
     */
    Optional<String> previewMissing(DeliveryRun run, TrafficRouter.Route route) {
        PlacedRelease to = run.delivery().to();
        ReleaseServices services = steps.services(to);
        if (!services.complete()) {
            return services.missing();
        }
        Map<String, Long> wanted = wanted(run.application(), services);
        try {
            TrafficRouter.Look look = steps.router().look(run.application(), to.color());
            return look.view().proves(route)
                    ? tasksMissing(look.backends(), wanted)
                    : missingAfterSetting(run, route)
                            .or(() -> tasksMissing(steps.router().backends(run.application(), to.color()), wanted));
        } catch (RouterException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** How many tasks of each service a replica should see, by the names that it knows the services by. */
    Map<String, Long> wanted(Application application, ReleaseServices release) {
        PlacedRelease placed = release.placed();
        Map<String, Long> wanted = new LinkedHashMap<>();
        for (int i = 0; i < placed.services().size(); i++) {
            PlacedRelease.ServiceRef ref = placed.services().get(i);
            Optional<Service> service = release.found().get(i).filter(there -> ref.routed());
            service.ifPresent(there -> wanted.put(name(application, placed, ref), Math.max(1, steps.wanted(there))));
        }
        return wanted;
    }

    /** Of a single service that was adopted, the router tells as if it had the name of its color. */
    private static String name(Application application, PlacedRelease placed, PlacedRelease.ServiceRef ref) {
        return placed.stack() ? ref.name() : application.serviceName(placed.color());
    }

    /**
     * @param wanted so many tasks every replica is to see, the service that users reach first; what else it has no route to
     *     is none of its business
     */
    static Optional<String> tasksMissing(List<TrafficRouter.Backend> backends, Map<String, Long> wanted) {
        for (TrafficRouter.Backend backend : backends) {
            if (!backend.error().isEmpty()) {
                return Optional.of("router replica " + backend.replica() + ": " + backend.error());
            }
            Optional<String> missing = missing(backend, wanted);
            if (missing.isPresent()) {
                return Optional.of("router replica " + backend.replica() + missing.get());
            }
        }
        return backends.isEmpty() ? Optional.of("no replica of the router runs") : Optional.empty();
    }

    private static Optional<String> missing(TrafficRouter.Backend backend, Map<String, Long> wanted) {
        String first = wanted.keySet().iterator().next();
        if (backend.servers(first).isEmpty()) {
            return Optional.of(" has no route to service " + first + "; run router init and its deploy.sh again");
        }
        for (Map.Entry<String, Long> service : wanted.entrySet()) {
            Optional<TrafficRouter.Backend.Servers> seen = backend.servers(service.getKey());
            Optional<String> few = seen.flatMap(servers -> RouterSlots.few(servers.slots(), service.getValue()));
            if (few.isPresent()) {
                return few;
            }
            if (seen.isPresent() && seen.get().up() < service.getValue()) {
                return Optional.of(" sees " + seen.get().up() + " of " + service.getValue() + " tasks"
                        + (wanted.size() > 1 ? " of " + service.getKey() : ""));
            }
        }
        return Optional.empty();
    }

    /** Every replica that answers sees a task of each service: users would not meet an error by a switch. */
    boolean reachable(Application application, PlacedRelease placed) {
        return unreachable(application, placed).isEmpty();
    }

    /** Which replica answers and sees no task of a service; those that do not answer tell nothing. */
    Optional<String> unreachable(Application application, PlacedRelease placed) {
        List<String> names = new ArrayList<>();
        placed.services().stream()
                .filter(PlacedRelease.ServiceRef::routed)
                .forEach(ref -> names.add(name(application, placed, ref)));
        // An adopted one has a name of its own where the router has routes of several services.
        names.add(placed.service());
        return steps.router().backends(application, placed.color()).stream()
                .filter(backend -> backend.error().isEmpty())
                .filter(backend -> backend.only(names).serversUp() == 0)
                .map(backend -> "router replica " + backend.replica() + " sees no task")
                .findFirst();
    }

    /** Which tasks the router would still use of a color that has no service now; empty when it has seen them gone. */
    Optional<String> trustedTasks(Application application, Color color, Part part) {
        String service = application.serviceName(part.name(), color);
        return steps.router().backends(application, color).stream()
                .filter(backend -> used(backend, service) > 0)
                .map(backend -> "router replica " + backend.replica() + " still trusts " + used(backend, service)
                        + " tasks of an earlier " + color)
                .findFirst();
    }

    private static int used(TrafficRouter.Backend backend, String service) {
        return backend.servers(service).map(TrafficRouter.Backend.Servers::used).orElse(0);
    }

    /**
     * Asks each address once for every task, so that round-robin meets them all, and accepts only the candidate's own
     * application, color and release: a test of anything else proves nothing.
     */
    Optional<String> probeMissing(DeliveryRun run, List<Address> addresses) {
        Delivery delivery = run.delivery();
        String path = delivery.options().probePath();
        if (path.isEmpty() || rollsBackUnproven(run)) {
            return Optional.empty();
        }
        long tasks = steps.swarm()
                .service(delivery.to().serviceId())
                .map(steps::wanted)
                .orElse(1L);
        for (Address address : addresses) {
            for (long i = 0; i < tasks; i++) {
                Optional<String> wrong = wrong(run, address.to(path));
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return addresses.isEmpty() ? noAddress(run.application()) : Optional.empty();
    }

    /** What the router does not tell must not keep users on a release that is broken. */
    private boolean rollsBackUnproven(DeliveryRun run) {
        if (run.delivery().kind() != Delivery.Kind.ROLLBACK) {
            return false;
        }
        Optional<String> objection = run.delivery()
                .options()
                .objection(run.application(), steps.router().addresses(run.application()));
        objection.ifPresent(reason -> run.log().warn("not probed: " + reason));
        return objection.isPresent();
    }

    private Optional<String> noAddress(Application application) {
        return Optional.of(steps.router().addresses(application).none(application));
    }

    /** Who answers is looked at first: what a stranger says, well or ill, tells nothing of the candidate. */
    private Optional<String> wrong(DeliveryRun run, Address address) {
        HttpProbe.Answer answer = steps.probe().get(address);
        if (!answer.error().isEmpty()) {
            return Optional.of("GET " + address + ": " + answer.error());
        }
        String application = run.application().name();
        PlacedRelease expected = run.delivery().to();
        if (answer.application().filter(other -> !other.equals(application)).isPresent()) {
            return Optional.of("GET " + address + " was answered by the application "
                    + answer.application().get() + ", not by " + application);
        }
        if (answer.status() >= 400) {
            return Optional.of("GET " + address + " answers " + answer.status());
        }
        boolean own = answer.color().equals(Optional.of(expected.color().word()))
                && answer.release().equals(Optional.of(expected.release().version()));
        if (!own) {
            return Optional.of("GET " + address + " was answered by "
                    + answer.color().orElse("no color") + " " + answer.release().orElse("") + ", not by " + expected);
        }
        return answer.application().isPresent() ? Optional.empty() : nameless(run, address);
    }

    /** Nobody else can have answered where there is nobody else. */
    private Optional<String> nameless(DeliveryRun run, Address address) {
        Addresses known = steps.router().addresses(run.application());
        if (known.certainty() == Addresses.Certainty.ALONE) {
            return Optional.empty();
        }
        return Optional.of(
                "GET " + address + " was answered by " + run.delivery().to().color() + " "
                        + run.delivery().to().release().version() + " of an unnamed application"
                        + (known.remedy().isEmpty()
                                ? "; is the router being updated?"
                                : ": " + known.doubt(run.application())));
    }
}
