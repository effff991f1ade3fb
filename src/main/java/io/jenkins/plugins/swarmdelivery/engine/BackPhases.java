package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The failure edges: everything as it was before, or a loud halt with both releases kept. */
final class BackPhases {
    private final Steps steps;
    private final Retirement retirement;
    private final RouteProof proof;

    BackPhases(Steps steps, Retirement retirement, RouteProof proof) {
        this.steps = steps;
        this.retirement = retirement;
        this.proof = proof;
    }

    /** Users never reached the candidate: it is taken off the preview and removed. */
    Progress abandon(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        if (delivery.kind() == Delivery.Kind.ADOPTION) {
            return remove(run, Phase.FAILED, now); // which was on no route, so that any there is now is somebody else's
        }
        Optional<String> previewing = proof.routeMissing(run, before(delivery));
        if (previewing.isPresent() && !steps.overdue(run, delivery.options().revertTimeout(), now)) {
            return steps.await(run, previewing.get(), Steps.SOON);
        }
        // Only the preview may be left over: a preview without a candidate answers nobody, and the next delivery sets
        // it.
        previewing.ifPresent(reason -> run.log().warn("the preview could not be cleared: " + reason));
        return remove(run, Phase.FAILED, now);
    }

    /** The old release must be seen alive before it gets the users back. */
    Progress revert(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        Optional<String> obstacle = oldIsDown(delivery).or(() -> proof.routeMissing(run, before(delivery)));
        if (obstacle.isEmpty()) {
            return steps.enter(run, Phase.STOPPING, ledger -> ledger.withActive(delivery.from()));
        }
        if (steps.overdue(run, delivery.options().revertTimeout(), now)) {
            run.log().warn("the way back failed: " + obstacle.get());
            return stuck(run, obstacle.get(), now);
        }
        return steps.await(run, obstacle.get(), Steps.SOON);
    }

    Progress stuck(DeliveryRun run, String obstacle, Instant now) {
        Delivery halted = run.delivery();
        String reason = halted.failure() + "; the way back failed: " + obstacle;
        steps.leases()
                .write(
                        run,
                        now,
                        ledger -> ledger.withDelivery(ledger.delivery().map(d -> d.failing(reason, d.phase(), now))));
        return steps.end(run, Phase.STUCK, ledger -> ledger);
    }

    private Optional<String> oldIsDown(Delivery delivery) {
        if (delivery.from().isEmpty()) {
            return Optional.empty();
        }
        PlacedRelease old = delivery.from().get();
        Optional<Service> service = steps.swarm().service(old.serviceId());
        if (service.isEmpty()) {
            return Optional.of("service " + old.service() + " of " + old + " is gone");
        }
        Convergence seen = steps.converge(service.get());
        return seen.healthy() > 0 ? Optional.empty() : Optional.of(old + " is down too: " + seen);
    }

    Progress stop(DeliveryRun run, Instant now) {
        return remove(run, Phase.ROLLED_BACK, now);
    }

    private Progress remove(DeliveryRun run, Phase last, Instant now) {
        Delivery delivery = run.delivery();
        PlacedRelease failed = delivery.to();
        steps.swarm()
                .service(CandidatePhases.pullerName(delivery))
                .ifPresent(puller -> steps.swarm().remove(puller.id()));
        if (delivery.kind() == Delivery.Kind.ADOPTION) {
            unlabel(run.application(), failed);
            steps.ledgers().forget(run.application(), failed.release().number());
            return ended(run, last);
        }
        if (warmStandby(run)) {
            return ended(run, last);
        }
        Optional<Service> service = ownService(delivery);
        if (delivery.options().keepFailed() && service.isPresent()) {
            run.log().info(failed.service() + " is kept as it is, for looking at; the next delivery removes it");
            PlacedRelease kept = failed.running(service.get());
            return steps.end(run, last, ledger -> ledger.withLeftover(Optional.of(kept)));
        }
        if (service.isPresent() || !failed.serviceId().isEmpty()) {
            PlacedRelease there = service.map(failed::running).orElse(failed);
            Optional<String> remaining = retirement.remaining(
                    run, there, delivery.phaseSince(), delivery.options().drainTimeout(), now);
            if (remaining.isPresent()) {
                return steps.await(run, remaining.get(), Steps.SOON);
            }
        }
        // Also of a way back: what it started anew had a number, and a spec, of its own.
        steps.ledgers().forget(run.application(), failed.release().number());
        return ended(run, last);
    }

    /** A delivery that gave up while it cleared its colour may have removed what the ledger still names. */
    private Progress ended(DeliveryRun run, Phase last) {
        boolean noStandby = gone(run.ledger().standby());
        boolean noLeftover = gone(run.ledger().leftover());
        return steps.end(run, last, ledger -> {
            Ledger left = noStandby ? ledger.withoutStandby() : ledger;
            return noLeftover ? left.withLeftover(Optional.empty()) : left;
        });
    }

    private boolean gone(Optional<PlacedRelease> placed) {
        return placed.filter(there -> steps.swarm().service(there.serviceId()).isEmpty())
                .isPresent();
    }

    /** The service that this delivery made, also where the ledger does not know it yet; never a stranger's. */
    private Optional<Service> ownService(Delivery delivery) {
        return steps.swarm()
                .service(delivery.to().service())
                .filter(service -> delivery.id().equals(service.spec().labels().get(Labels.DELIVERY)));
    }

    private static boolean warmStandby(DeliveryRun run) {
        String service = run.delivery().to().serviceId();
        return run.ledger()
                .standby()
                .filter(standby -> standby.serviceId().equals(service))
                .isPresent();
    }

    /** What was made by hand is given back as it was. */
    private void unlabel(Application application, PlacedRelease adopted) {
        Optional<Service> service = steps.swarm().service(adopted.serviceId());
        if (service.isPresent()) {
            Map<String, String> labels =
                    new LinkedHashMap<>(service.get().spec().labels());
            labels.keySet().removeIf(name -> name.startsWith(Labels.PREFIX));
            if (application.name().equals(service.get().spec().labels().get(Labels.APPLICATION))) {
                steps.swarm().update(service.get(), service.get().spec().withLabels(labels));
            }
        }
    }

    private static TrafficRouter.Route before(Delivery delivery) {
        return new TrafficRouter.Route(delivery.from().map(TrafficRouter.Target::of), Optional.empty());
    }
}
