package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Drift;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The phases from the started services to a candidate that tests can reach, but users cannot. */
final class CandidatePhases {
    private final Steps steps;
    private final RouteProof proof;
    private final EarlyChecks early;

    CandidatePhases(Steps steps, RouteProof proof) {
        this.steps = steps;
        this.proof = proof;
        this.early = new EarlyChecks(steps);
    }

    Progress converge(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        ReleaseServices services = steps.services(delivery.to());
        Optional<String> changed = Drift.change(services);
        if (changed.isPresent()) {
            return steps.fail(run, changed.get());
        }
        Map<String, List<Task>> tasks = steps.tasks(services);
        Convergence seen = steps.converge(services, tasks);
        run.counted(seen);
        if (!seen.complete()) {
            early.begin(run, services, tasks);
        }
        boolean late = steps.overdue(run, delivery.options().convergeTimeout(), now);
        boolean failing = seen.failures().size() >= delivery.options().maxFailures();
        if ((late || failing) && delivery.kind() == Delivery.Kind.ROLLBACK && seen.serving()) {
            run.log().warn("the rollback continues with fewer than all tasks: " + seen);
            return steps.next(run);
        }
        if (failing) {
            return steps.fail(run, "the candidate does not come up: " + seen);
        }
        run.healthySince(seen.complete() ? Optional.of(run.healthySince().orElse(now)) : Optional.empty());
        boolean stable = run.healthySince()
                .map(since -> !now.isBefore(since.plus(delivery.options().stability())))
                .orElse(false);
        Duration timeout = delivery.options().convergeTimeout();
        Optional<String> missing = stable ? Optional.empty() : Optional.of(seen.toString());
        return steps.pass(
                run,
                Gate.check(run, missing, timeout, now).every(Steps.soon(run, now)),
                () -> steps.next(run),
                why -> steps.fail(run, "the candidate was not healthy within " + Durations.text(timeout) + ": " + why));
    }

    /**
     * Registers the candidate with the preview: done once every replica of the router sees all its tasks, and the probe
     * passes.
     */
    Progress preview(DeliveryRun run, Instant now) {
        Delivery delivery = run.delivery();
        Optional<String> missing = proof.previewMissing(run, SwitchPhases.waiting(delivery))
                .or(() -> proof.probeMissing(run, Addresses::preview));
        if (missing.isPresent()
                && delivery.kind() == Delivery.Kind.ROLLBACK
                && steps.overdue(run, SwitchPhases.PATIENCE, now)
                && proof.reachable(run.application(), delivery.to())) {
            run.log().warn("the rollback continues with an incomplete preview: " + missing.get());
            return steps.next(run);
        }
        return steps.pass(
                run,
                Gate.check(run, missing, delivery.options().convergeTimeout(), now)
                        .every(Steps.soon(run, now)),
                () -> steps.next(run),
                late -> steps.fail(run, "the router's preview does not serve the candidate: " + late));
    }
}
