package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Restores services of the old release from its kept spec, if somebody removed them or scaled them to zero. */
final class ServiceRestorer {
    private final Steps steps;

    ServiceRestorer(Steps steps) {
        this.steps = steps;
    }

    /** The progress until the old release serves again; empty once it does, or the timeout has expired. */
    Optional<Progress> bringBack(DeliveryRun run, Instant now) {
        return restore(run)
                .or(() -> obstacle(run.delivery())
                        .filter(down -> !steps.overdue(run, patience(run.delivery()), now))
                        .map(down -> steps.await(run, down, Steps.SOON)));
    }

    /** Creates a removed service again; empty if none is missing, or its spec is not kept. */
    Optional<Progress> restore(DeliveryRun run) {
        return run.delivery().from().flatMap(from -> {
            ReleaseServices services = steps.services(from);
            for (int i = 0; i < from.services().size(); i++) {
                if (services.found().get(i).isEmpty()) {
                    Optional<Service> again = service(run, from, from.services().get(i));
                    if (again.isPresent()) {
                        return Optional.of(steps.restored(run, from.running(again.get())));
                    }
                }
            }
            return Optional.empty();
        });
    }

    /** Scales a service up again that somebody has scaled to zero; empty if there is none. */
    Optional<Progress> scale(DeliveryRun run) {
        return run.delivery().from().flatMap(old -> {
            ReleaseServices services = steps.services(old);
            Optional<ReleaseSpec> kept =
                    steps.ledgers().kept(run.application(), old.release().number());
            for (int i = 0; i < old.services().size(); i++) {
                PlacedRelease.ServiceRef ref = old.services().get(i);
                Optional<Service> idle = services.found().get(i).filter(ServiceRestorer::idle);
                Optional<Long> before = kept.flatMap(release -> tasks(release, ref));
                if (idle.isPresent() && (i == 0 || before.isPresent())) {
                    return Optional.of(scale(run, idle.get(), before.orElse(1L)));
                }
            }
            return Optional.empty();
        });
    }

    private static boolean idle(Service service) {
        return new ServiceSpec.Mode.Replicated(0).equals(service.spec().mode());
    }

    /**
     * Its number of tasks in the kept spec; empty if that is zero, or if it has tasks only while its color is active.
     */
    private static Optional<Long> tasks(ReleaseSpec release, PlacedRelease.ServiceRef ref) {
        return release.part(ref.part())
                .filter(part -> !part.atSwitch())
                .flatMap(part -> Planner.replicas(part.spec()))
                .filter(number -> number > 0);
    }

    private Progress scale(DeliveryRun run, Service service, long replicas) {
        run.log()
                .warn("service " + service.name() + " of "
                        + run.delivery().from().orElseThrow() + " was scaled to zero; it gets " + replicas
                        + " tasks again");
        steps.update(run, service, service.spec().withReplicas(replicas));
        return new Progress.Continue();
    }

    /** Why the old release cannot serve; empty if one of its tasks is healthy. */
    Optional<String> obstacle(Delivery delivery) {
        if (delivery.from().isEmpty()) {
            return Optional.empty();
        }
        PlacedRelease old = delivery.from().get();
        ReleaseServices services = steps.services(old);
        if (services.found().get(0).isEmpty()) {
            return services.missing();
        }
        Convergence seen = steps.converge(services);
        return seen.serving() ? Optional.empty() : Optional.of(old + " is down too: " + seen);
    }

    /** How long to wait for the old release: if it is starting, as long as for a candidate. */
    Duration patience(Delivery delivery) {
        Duration patience = delivery.options().revertTimeout();
        boolean starting = delivery.from()
                .map(steps::services)
                .filter(ReleaseServices::complete)
                .map(steps::converge)
                .filter(seen -> seen.healthy() < seen.wanted()
                        && seen.failures().size() < delivery.options().maxFailures())
                .isPresent();
        return starting ? patience.plus(delivery.options().convergeTimeout()) : patience;
    }

    /**
     * Creates the service again. If one of its secrets or configs is gone, only warns: the candidate must be removed
     * all the same.
     */
    private Optional<Service> again(DeliveryRun run, PlacedRelease old, Part part) {
        String service = "service " + part.spec().name() + " of " + old + " is gone";
        try {
            Service again = steps.create(run, startedAnew(part));
            run.log().warn(service + "; it is started again from its kept spec");
            return Optional.of(again);
        } catch (SwarmException.NotFound e) {
            if (run.stack().firstTold(part.name())) {
                run.log().warn(service + ", and cannot be started again: " + e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** The part to create; one that has tasks only while its color is active starts without. */
    private static Part startedAnew(Part part) {
        return part.atSwitch() ? part.with(part.spec().withReplicas(0)) : part;
    }

    /**
     * Finds or creates the service. One of this name, application and color counts as it, whether an earlier attempt or
     * a person created it.
     */
    private Optional<Service> service(DeliveryRun run, PlacedRelease old, PlacedRelease.ServiceRef ref) {
        Optional<Service> there = steps.swarm().service(ref.name());
        if (there.isPresent()) {
            Map<String, String> labels = there.get().spec().labels();
            boolean own = run.application().name().equals(labels.get(Labels.APPLICATION))
                    && old.color().word().equals(labels.get(Labels.COLOR));
            return there.filter(service -> own);
        }
        Optional<Part> kept = steps.ledgers()
                .kept(run.application(), old.release().number())
                .flatMap(release -> release.part(ref.part()));
        return kept.flatMap(part -> again(run, old, part.with(part.spec().withName(ref.name()))));
    }
}
