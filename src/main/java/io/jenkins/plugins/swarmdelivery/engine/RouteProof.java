package io.jenkins.plugins.swarmdelivery.engine;

import java.net.URI;
import java.util.List;
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

    private Optional<String> missingAfterSetting(DeliveryRun run, TrafficRouter.Route route) {
        TrafficRouter.View view = steps.router().route(run.application(), route);
        return view.proves(route) ? Optional.empty() : Optional.of(view.describe());
    }

    /**
     * Sets the candidate's preview likewise. Every replica must see every task of the candidate, else the first requests
     * would meet only some of them.
     */
    Optional<String> previewMissing(DeliveryRun run, TrafficRouter.Route route) {
        PlacedRelease to = run.delivery().to();
        Optional<Service> service = steps.swarm().service(to.serviceId());
        if (service.isEmpty()) {
            return Optional.of("service " + to.service() + " is gone");
        }
        long wanted = steps.wanted(service.get());
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

    /** @param wanted so many tasks of the colour every replica is to see */
    static Optional<String> tasksMissing(List<TrafficRouter.Backend> backends, long wanted) {
        for (TrafficRouter.Backend backend : backends) {
            if (!backend.error().isEmpty()) {
                return Optional.of("router replica " + backend.replica() + ": " + backend.error());
            }
            Optional<String> few = RouterSlots.few(backend.slots(), wanted);
            if (few.isPresent()) {
                return Optional.of("router replica " + backend.replica() + few.get());
            }
            if (backend.serversUp() < wanted) {
                return Optional.of("router replica " + backend.replica() + " sees " + backend.serversUp() + " of "
                        + wanted + " tasks");
            }
        }
        return backends.isEmpty() ? Optional.of("no replica of the router runs") : Optional.empty();
    }

    /** Which tasks the router would still use of a colour that has no service now; empty when it has seen them gone. */
    Optional<String> trustedTasks(Application application, Color color) {
        return steps.router().backends(application, color).stream()
                .filter(backend -> backend.serversUsed() > 0)
                .map(backend -> "router replica " + backend.replica() + " still trusts " + backend.serversUsed()
                        + " tasks of an earlier " + color)
                .findFirst();
    }

    /**
     * Asks each address once for every task, so that round-robin meets them all, and accepts only the candidate's own
     * colour and release: a test of the wrong release proves nothing.
     */
    Optional<String> probeMissing(DeliveryRun run, List<URI> addresses) {
        Delivery delivery = run.delivery();
        String path = delivery.options().probePath();
        if (path.isEmpty()) {
            return Optional.empty();
        }
        long tasks = steps.swarm()
                .service(delivery.to().serviceId())
                .map(steps::wanted)
                .orElse(1L);
        for (URI address : addresses) {
            for (long i = 0; i < tasks; i++) {
                Optional<String> wrong = wrong(address.resolve(path), delivery.to());
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return addresses.isEmpty() ? Optional.of("the router has no address to probe") : Optional.empty();
    }

    private Optional<String> wrong(URI address, PlacedRelease expected) {
        HttpProbe.Answer answer = steps.probe().get(address);
        if (!answer.error().isEmpty()) {
            return Optional.of("GET " + address + ": " + answer.error());
        }
        if (answer.status() >= 400) {
            return Optional.of("GET " + address + " answers " + answer.status());
        }
        boolean own = answer.color().equals(Optional.of(expected.color().word()))
                && answer.release().equals(Optional.of(expected.release().version()));
        return own
                ? Optional.empty()
                : Optional.of(
                        "GET " + address + " was answered by " + answer.color().orElse("no colour") + " "
                                + answer.release().orElse("") + ", not by " + expected);
    }
}
