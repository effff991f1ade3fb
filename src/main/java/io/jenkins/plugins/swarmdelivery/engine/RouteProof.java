package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.ExpectedTexts;
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
import java.util.function.Function;

/** Sets routes, and tells what is missing until they are proven. Empty results mean proven. */
final class RouteProof {
    private final Steps steps;

    RouteProof(Steps steps) {
        this.steps = steps;
    }

    /** Sets the route, unless every replica already serves it. */
    Optional<String> routeMissing(DeliveryRun run, TrafficRouter.Route route) {
        try {
            TrafficRouter.View view = steps.router().view(run.application());
            return view.proves(route) ? Optional.empty() : missingAfterSetting(run, route);
        } catch (RouterException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * The same, but only the replicas that answer have to serve the route.
     *
     * @return what is missing; empty: the route is durable, and no replica that answers serves another
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
     * Sets the candidate's preview. Every replica must see every task of the candidate, otherwise the first requests
     * would reach only some of them.
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

    /** The tasks of the candidate that a replica does not see. */
    Optional<String> tasksMissing(DeliveryRun run) {
        PlacedRelease to = run.delivery().to();
        ReleaseServices services = steps.services(to);
        if (!services.complete()) {
            return services.missing();
        }
        try {
            return tasksMissing(
                    steps.router().backends(run.application(), to.color()), wanted(run.application(), services));
        } catch (RouterException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** How many tasks of each routed service a replica should see, by the router's name for the service. */
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

    /** The router's name for a service; it knows a single adopted service by the name of its color. */
    static String name(Application application, PlacedRelease placed, PlacedRelease.ServiceRef ref) {
        return placed.stack() ? ref.name() : application.serviceName(placed.color());
    }

    /**
     * @param wanted how many tasks of each service every replica should see; the first service must have a route,
     *     others need none
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
            return Optional.of(" has no route to service " + first + "; run router up with this application");
        }
        for (Map.Entry<String, Long> service : wanted.entrySet()) {
            Optional<TrafficRouter.Backend.Servers> seen = backend.servers(service.getKey());
            Optional<String> shortage =
                    seen.flatMap(servers -> RouterSlots.shortage(servers.slots(), service.getValue()));
            if (shortage.isPresent()) {
                return shortage;
            }
            if (seen.isPresent() && seen.get().up() < service.getValue()) {
                return Optional.of(" sees " + seen.get().up() + " of " + service.getValue() + " tasks"
                        + (wanted.size() > 1 ? " of " + service.getKey() : ""));
            }
        }
        return Optional.empty();
    }

    /** Whether every replica that answers sees a task of each service: a switch would cause no errors. */
    boolean reachable(Application application, PlacedRelease placed) {
        return unreachable(application, placed).isEmpty();
    }

    /** A replica that answers but sees no task of a service; silent replicas do not count. */
    Optional<String> unreachable(Application application, PlacedRelease placed) {
        List<String> names = new ArrayList<>();
        placed.services().stream()
                .filter(PlacedRelease.ServiceRef::routed)
                .forEach(ref -> names.add(name(application, placed, ref)));
        // An adopted service has its own name if the router has routes to several services.
        names.add(placed.service());
        return steps.router().backends(application, placed.color()).stream()
                .filter(backend -> backend.error().isEmpty())
                .filter(backend -> backend.only(names).serversUp() == 0)
                .map(backend -> "router replica " + backend.replica() + " sees no task")
                .findFirst();
    }

    /** The stale tasks of a color without a service that the router still uses; empty once it has dropped them. */
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
     * Probes each address as often as there are tasks, so that round-robin reaches them all. Accepts only responses of
     * the candidate's own application, color and release, with the text that its route expects. Without a probe, the
     * router is not asked where that is.
     *
     * @param side the addresses of users or of the preview
     */
    Optional<String> probeMissing(DeliveryRun run, Function<Addresses, List<Address>> side) {
        Delivery delivery = run.delivery();
        String path = delivery.options().probePath();
        if (path.isEmpty() || rollsBackUnproven(run)) {
            return Optional.empty();
        }
        List<Address> addresses = side.apply(steps.router().addresses(run.application()));
        ReleaseServices services = steps.services(delivery.to());
        long tasks = services.found().get(0).map(steps::wanted).orElse(1L);
        ExpectedTexts texts = ExpectedTexts.of(services);
        for (Address address : addresses) {
            for (long i = 0; i < tasks; i++) {
                Optional<String> wrong = wrong(run, address.to(path), texts);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return addresses.isEmpty() ? noAddress(run.application()) : Optional.empty();
    }

    /**
     * Whether to skip the probe of a rollback that would prove nothing: a broken release must not stay live for that.
     */
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

    /**
     * What is wrong with a response; empty: nothing. The application is checked first: the status of another one tells
     * nothing.
     */
    private Optional<String> wrong(DeliveryRun run, Address address, ExpectedTexts texts) {
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
        Optional<String> nameless = answer.application().isPresent() ? Optional.empty() : nameless(run, address);
        return nameless.or(() -> texts.missing(address.url(), answer.body())
                .map(missing -> "GET " + address + " answers " + answer.status() + " " + missing));
    }

    /** A response without an application proves something only if the router serves no other. */
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
