package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The phases for what the services of a stack need: networks, configs, secrets, shared services, and jobs. */
final class SupportPhases {
    private final Steps steps;
    private final ReleaseObjects objects;
    private final SharedServices shared;
    private final Jobs jobs;

    SupportPhases(Steps steps) {
        this.steps = steps;
        this.objects = new ReleaseObjects(steps);
        this.shared = new SharedServices(steps);
        this.jobs = new Jobs(steps);
    }

    /** Can be repeated: what exists stays unchanged. */
    Progress provide(DeliveryRun run, Instant now) {
        ReleaseSpec release = steps.release(run);
        if (!run.stack().provided()) {
            objects.provide(run, release);
            run.stack().haveProvided();
        }
        return shared.bring(run, release, now).orElseGet(() -> steps.next(run));
    }

    /** Removes the networks, configs and secrets that no kept release needs. */
    void prune(DeliveryRun run) {
        objects.prune(run);
    }

    Progress runJobs(DeliveryRun run, Instant now) {
        return jobs.run(run, steps.release(run), now).orElseGet(() -> steps.next(run));
    }

    /**
     * Restores shared services, and removes the jobs of the delivery, once users are back on the old release. Empty:
     * nothing to wait for.
     */
    Optional<Progress> restore(DeliveryRun run, Instant now) {
        if (!run.delivery().to().stack()) {
            return Optional.empty();
        }
        Optional<ReleaseSpec> failed = kept(run, run.delivery().to());
        Optional<String> stops = Optional.empty();
        if (failed.isPresent()) {
            stops = jobs.clean(run, now);
            shared.restore(run, failed.get(), run.delivery().from().flatMap(old -> kept(run, old)));
        }
        return stops.or(() -> jobs.stopping(run, now)).map(job -> steps.await(run, job, Steps.SOON));
    }

    private Optional<ReleaseSpec> kept(DeliveryRun run, PlacedRelease placed) {
        return steps.ledgers().kept(run.application(), placed.release().number());
    }

    /** Removes what was created for the candidate alone, after its services. Empty: nothing to wait for. */
    Optional<Progress> clear(DeliveryRun run, Instant now) {
        if (!run.delivery().to().stack()) {
            return Optional.empty();
        }
        Gate gate = Gate.check(run, objects.clear(run), run.delivery().options().revertTimeout(), now);
        return steps.held(run, gate, late -> {
                    run.log().warn(late);
                    return new Progress.Continue();
                })
                .filter(Progress.Wait.class::isInstance);
    }

    /** Gives the services of an adopted stack the labels of its kept release, which change no task. */
    void adopt(DeliveryRun run) {
        for (Part part : steps.release(run).parts()) {
            Service service = steps.swarm()
                    .service(part.spec().name())
                    .orElseThrow(() ->
                            new SwarmException.NotFound("service " + part.spec().name() + " is gone", null));
            Map<String, String> labels = new LinkedHashMap<>(service.spec().labels());
            labels.putAll(part.spec().labels());
            if (part.role() == Role.SHARED) {
                labels.put(Labels.DEFINITION, SharedServices.definition(part));
            }
            if (!labels.equals(service.spec().labels())) {
                steps.update(run, service, service.spec().withLabels(labels));
            }
        }
    }

    /** The names of all services of a release, whatever their role; empty if it is not kept. */
    List<String> names(DeliveryRun run, PlacedRelease placed) {
        return kept(run, placed).stream()
                .flatMap(release -> release.parts().stream())
                .map(part -> part.spec().name())
                .toList();
    }

    /** In a rollback to a running release, updates shared services to its definition, without waiting for them. */
    void follow(DeliveryRun run) {
        if (run.delivery().kind() == Delivery.Kind.ROLLBACK) {
            follow(run, run.delivery().to());
        }
    }

    void follow(DeliveryRun run, PlacedRelease to) {
        if (to.stack()) {
            kept(run, to).ifPresent(release -> shared.follow(run, release));
        }
    }
}
