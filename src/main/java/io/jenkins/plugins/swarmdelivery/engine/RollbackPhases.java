package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The phases of a rollback: they restore the previous state, or end as stuck with both releases kept. */
final class RollbackPhases {
    private final Steps steps;
    private final Retirement retirement;
    private final RouteProof proof;
    private final ServiceRestorer restorer;
    private final SupportPhases support;
    private final SwitchedWorkers workers;
    private final RoutingPhase routing;

    RollbackPhases(Steps steps, Retirement retirement, RouteProof proof) {
        this.steps = steps;
        this.retirement = retirement;
        this.proof = proof;
        this.restorer = new ServiceRestorer(steps);
        this.support = new SupportPhases(steps);
        this.workers = new SwitchedWorkers(steps);
        this.routing = new RoutingPhase(steps);
    }

    /**
     * Takes the candidate off the preview and removes it. Users never reached it, unless it had a share of them: then it
     * keeps running while a silent replica of the router may still send users to it.
     */
    Progress abandon(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        if (delivery.kind() == Delivery.Kind.ADOPTION) {
            // An adopted service had no route, so any present route is somebody else's.
            return remove(run, last(delivery), now);
        }
        Optional<Progress> awaited = routing.left(run).or(() -> restorer.bringBack(run, now));
        if (awaited.isPresent()) {
            return awaited.get();
        }
        if (delivery.failedIn().equals(Optional.of(Phase.ROUTING))) {
            // The router may not know the application, and nothing has set its preview.
            return remove(run, last(delivery), now);
        }
        // If the old release is down, replicas that serve another one are left alone.
        Optional<String> previewing = restorer.obstacle(delivery).or(() -> proof.routeMissing(run, before(delivery)));
        Gate gate = Gate.check(run, previewing, delivery.options().revertTimeout(), now);
        return steps.pass(run, gate, () -> remove(run, last(delivery), now), late -> {
            if (delivery.shared()) {
                return leave(run, late, last(delivery), now);
            }
            // A preview without a candidate does no harm, and the next delivery sets it.
            run.log().warn("the preview could not be cleared: " + late);
            return remove(run, last(delivery), now);
        });
    }

    /** The last phase of an abandoned delivery: its candidate expired, or it failed. */
    private static Phase last(Delivery delivery) {
        return delivery.givenUp() ? Phase.GIVEN_UP : Phase.FAILED;
    }

    /**
     * Proves that the old release is alive, then routes users back to it; if it is gone, starts it from its kept spec.
     */
    Progress revert(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        Optional<Progress> restored = restorer.restore(run).or(() -> restorer.scale(run));
        if (restored.isPresent()) {
            return restored.get();
        }
        Optional<String> obstacle = restorer.obstacle(delivery)
                .or(() -> proof.routeRefused(run, delivery.from().map(PlacedRelease::target)));
        return steps.pass(
                run,
                Gate.check(run, obstacle, restorer.patience(delivery), now),
                () -> {
                    Optional<String> stopping =
                            delivery.from().flatMap(old -> workers.move(run, Optional.of(delivery.to()), old, now));
                    if (stopping.isPresent()) {
                        return steps.await(run, stopping.get(), Steps.SOON);
                    }
                    return steps.enter(run, Phase.STOPPING, ledger -> ledger.withActive(delivery.from()));
                },
                late -> {
                    run.log().warn("the rollback failed: " + late);
                    return stuck(run, late, now);
                });
    }

    Progress stuck(DeliveryRun run, String obstacle, Instant now) {
        Delivery halted = run.delivery();
        String reason = halted.failure() + "; the rollback failed: " + obstacle;
        steps.leases()
                .write(
                        run,
                        now,
                        ledger -> ledger.withDelivery(ledger.delivery().map(d -> d.failing(reason, d.phase(), now))));
        return steps.end(run, Phase.STUCK, ledger -> ledger);
    }

    /** Stops the new release, but not while a silent replica of the router may still send users to it. */
    Progress stop(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        Optional<Progress> awaited = restorer.bringBack(run, now);
        if (awaited.isPresent()) {
            return awaited.get();
        }
        Optional<String> unproven = restorer.obstacle(delivery).or(() -> proof.routeMissing(run, before(delivery)));
        return steps.pass(
                run,
                Gate.check(run, unproven, SwitchPhases.PATIENCE, now),
                () -> remove(run, Phase.ROLLED_BACK, now),
                late -> leave(run, late, Phase.ROLLED_BACK, now));
    }

    /** Keeps the new release running as a leftover until the silent replicas have shown the change. */
    private Progress leave(DeliveryRun run, String unproven, Phase last, Instant now) {
        Delivery delivery = run.delivery();
        ReleaseServices services = steps.services(delivery.to());
        // An adopted service keeps running in any case: it only loses its labels.
        if (delivery.kind() == Delivery.Kind.ADOPTION || services.gone() || warmStandby(run)) {
            return remove(run, last, now);
        }
        support.restore(run, now);
        Kept waiting = LastPhases.waiting(delivery.to().running(services.present()), unproven, now);
        run.log().warn(waiting.toString());
        return steps.end(run, last, ledger -> ledger.withLeft(Optional.of(waiting)));
    }

    /** Restores shared services, if possible. */
    void restoreShared(DeliveryRun run, Instant now) {
        try {
            support.restore(run, now);
        } catch (SwarmException e) {
            run.log().warn("shared services could not be restored: " + e.getMessage());
        }
    }

    private Progress remove(DeliveryRun run, Phase last, Instant now) {
        Delivery delivery = run.delivery();
        PlacedRelease failed = delivery.to();
        removeHelpers(run);
        if (delivery.kind() == Delivery.Kind.ADOPTION) {
            unlabel(run, failed);
            steps.forget(run, failed.release().number());
            return ended(run, last);
        }
        Optional<Progress> restoring = support.restore(run, now);
        if (restoring.isPresent()) {
            return restoring.get();
        }
        if (warmStandby(run)) {
            return ended(run, last);
        }
        List<Service> own = ownServices(delivery);
        if (delivery.options().keepFailed() && !own.isEmpty()) {
            Kept kept = new Kept(failed.running(own), now.plus(Kept.INSPECTION), "failed, and kept for inspection");
            run.log()
                    .info(failed.service() + " is kept for inspection until " + Durations.at(kept.until())
                            + "; the next delivery removes it");
            return steps.end(run, last, ledger -> ledger.withLeft(Optional.of(kept)));
        }
        PlacedRelease known = run.stack().removing(failed.running(own));
        if (known.services().stream().anyMatch(ref -> !ref.id().isEmpty())) {
            Optional<String> remaining = retirement.remaining(
                    run, known, delivery.phaseSince(), delivery.options().drainTimeout(), now);
            if (remaining.isPresent()) {
                return steps.await(run, remaining.get(), Steps.SOON);
            }
            Optional<Kept> unstoppable = Retirement.unstoppable(run, known, now);
            if (unstoppable.isPresent()) {
                steps.forget(run, failed.release().number());
                return steps.end(run, last, ledger -> ledger.withLeft(unstoppable));
            }
        }
        Optional<Progress> clearing = support.clear(run, now);
        if (clearing.isPresent()) {
            return clearing.get();
        }
        // Also for a rollback: the release that it started had a number and a spec of its own.
        steps.forget(run, failed.release().number());
        return ended(run, last);
    }

    /**
     * Removes the services of image pulls and spec trials. Images are also pulled for jobs and shared services, which
     * the ledger does not name.
     */
    private void removeHelpers(DeliveryRun run) {
        PlacedRelease failed = run.delivery().to();
        Stream<String> trials = failed.services().stream().map(SpecTrial::name);
        Stream<String> pullers = Stream.concat(
                        failed.services().stream().map(PlacedRelease.ServiceRef::name),
                        steps.ledgers().kept(run.application(), failed.release().number()).stream()
                                .flatMap(release -> release.parts().stream())
                                .map(part -> part.spec().name()))
                .distinct()
                .map(ImagePull::pullerName);
        Stream.concat(trials, pullers)
                .flatMap(helper -> steps.swarm().service(helper).stream())
                .forEach(there -> steps.remove(run, there));
    }

    /**
     * Ends the delivery. One that failed while it cleared its color may have removed releases that the ledger still
     * names.
     */
    private Progress ended(DeliveryRun run, Phase last) {
        boolean noStandby = gone(run.ledger().standby());
        boolean noLeftover = gone(run.ledger().leftover());
        String standby = run.ledger().standby().map(PlacedRelease::toString).orElse("");
        boolean cleared = noStandby && run.delivery().failedIn().equals(Optional.of(Phase.CLEARING));
        return steps.end(run, last, delivery -> cleared ? delivery.withGaveUp(standby) : delivery, ledger -> {
            Ledger left = noStandby ? ledger.withoutStandby() : ledger;
            return noLeftover ? left.withLeft(Optional.empty()) : left;
        });
    }

    private boolean gone(Optional<PlacedRelease> placed) {
        return placed.filter(there -> steps.services(there).gone()).isPresent();
    }

    /** The services that this delivery created, even if the ledger does not know them yet; never somebody else's. */
    private List<Service> ownServices(Delivery delivery) {
        return delivery.to().services().stream()
                .flatMap(ref -> steps.swarm().service(ref.name()).stream())
                .filter(service -> delivery.id().equals(service.spec().labels().get(Labels.DELIVERY)))
                .toList();
    }

    private static boolean warmStandby(DeliveryRun run) {
        String service = run.delivery().to().serviceId();
        return run.ledger()
                .standby()
                .filter(standby -> standby.serviceId().equals(service))
                .isPresent();
    }

    /** Takes our labels off the adopted services. */
    private void unlabel(DeliveryRun run, PlacedRelease adopted) {
        Set<String> services = new LinkedHashSet<>(List.of(adopted.serviceId()));
        services.addAll(support.names(run, adopted));
        services.forEach(service -> unlabel(run, service));
    }

    private void unlabel(DeliveryRun run, String nameOrId) {
        Optional<Service> service = steps.swarm().service(nameOrId);
        if (service.isPresent()) {
            Map<String, String> labels =
                    new LinkedHashMap<>(service.get().spec().labels());
            labels.keySet().removeIf(name -> name.startsWith(Labels.PREFIX));
            if (run.application().name().equals(service.get().spec().labels().get(Labels.APPLICATION))) {
                steps.update(run, service.get(), service.get().spec().withLabels(labels));
            }
        }
    }

    private static TrafficRouter.Route before(Delivery delivery) {
        return new TrafficRouter.Route(delivery.from().map(PlacedRelease::target), Optional.empty());
    }
}
