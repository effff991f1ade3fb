package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the jobs of a release to completion, one by one and each once. */
final class Jobs {
    private static final int LOG_LINES = 100;
    /** The most tasks of a job whose output is reported while they run. */
    private static final int FOLLOWED = 5;

    private final Steps steps;
    private final StoppingJobs stopping;

    Jobs(Steps steps) {
        this.steps = steps;
        this.stopping = new StoppingJobs(steps);
    }

    /** The progress of the jobs; empty once all have succeeded. */
    Optional<Progress> run(DeliveryRun run, ReleaseSpec release, Instant now) {
        Optional<String> stopping = stopping(run, now);
        if (stopping.isPresent()) {
            return Optional.of(steps.await(run, stopping.get(), Steps.SOON));
        }
        for (Part job : release.with(Role.JOB)) {
            Optional<Service> there = steps.swarm().service(job.spec().name());
            if (there.isEmpty()) {
                run.log().info("job " + job.name() + " starts");
                steps.create(run, job);
                return Optional.of(new Progress.Continue());
            }
            if (!own(run, there.get())) {
                return Optional.of(foreign(run, there.get(), now));
            }
            Optional<Progress> progress = progress(run, job, there.get(), now);
            if (progress.isPresent()) {
                return progress;
            }
        }
        return Optional.empty();
    }

    private static boolean own(DeliveryRun run, Service service) {
        return run.delivery().id().equals(service.spec().labels().get(Labels.DELIVERY));
    }

    /** Removes the job of an earlier delivery; fails if the service belongs to somebody else. */
    private Progress foreign(DeliveryRun run, Service there, Instant now) {
        Optional<String> obstacle = Planner.foreign(there, run.application());
        if (obstacle.isPresent()) {
            return steps.fail(run, obstacle.get());
        }
        return stopping.remove(run, there, now)
                ? new Progress.Continue()
                : steps.await(run, "stopping the former job " + there.name(), Steps.SOON);
    }

    private Optional<Progress> progress(DeliveryRun run, Part job, Service service, Instant now) {
        List<Task> tasks = steps.swarm().tasks(service);
        long complete = tasks.stream().filter(Jobs::complete).count();
        long wanted = wanted(job.spec());
        List<Task> failed =
                tasks.stream().filter(task -> task.failed() && !complete(task)).toList();
        if (complete < wanted && failed.size() >= failures(run, job)) {
            output(run, job, failed);
            return Optional.of(steps.fail(
                    run, "job " + job.name() + " failed: " + failed.get(0).reason()));
        }
        follow(run, job, tasks, now);
        Optional<String> missing = complete >= wanted
                ? Optional.empty()
                : Optional.of("job " + job.name() + ": " + complete + " of " + wanted + " tasks complete");
        Gate gate = Gate.check(run, missing, run.delivery().options().convergeTimeout(), now)
                .every(Steps.soon(run, now));
        Optional<Progress> held = steps.held(run, gate, late -> {
            output(run, job, tasks);
            return steps.fail(
                    run,
                    late + " within " + Durations.text(run.delivery().options().convergeTimeout()));
        });
        if (held.isEmpty() && run.stack().jobEnded(job.name())) {
            run.log().info("job " + job.name() + " is complete");
            output(run, job, tasks);
        }
        return held;
    }

    private static boolean complete(Task task) {
        return task.state().equals("complete");
    }

    /** Reports what is new while it runs, of a few tasks, so that people see a long migration make progress. */
    private void follow(DeliveryRun run, Part job, List<Task> tasks, Instant now) {
        List<Task> writing = tasks.stream()
                .filter(task ->
                        task.state().equals("running") && !task.desiredState().equals("shutdown"))
                .limit(FOLLOWED)
                .toList();
        if (!writing.isEmpty() && run.stack().output().due(now)) {
            output(run, job, writing);
        }
    }

    private void output(DeliveryRun run, Part job, List<Task> tasks) {
        tasks.forEach(task -> run.stack()
                .output()
                .unseen(task.id(), steps.swarm().logs(task, LOG_LINES))
                .forEach(line -> run.log().info(job.name() + ": " + line)));
    }

    /** How many tasks must succeed. */
    private long wanted(ServiceSpec spec) {
        return Json.number(spec.tree(), "Mode", "ReplicatedJob", "TotalCompletions")
                .or(() -> Json.number(spec.tree(), "Mode", "ReplicatedJob", "MaxConcurrent"))
                .or(() -> Planner.replicas(spec))
                .orElseGet(() -> Json.at(spec.tree(), "Mode", "GlobalJob") == null
                        ? 1L
                        : Placement.eligible(spec, steps.swarm().nodes()).size());
    }

    /** The number of failed tasks with which the job fails; no more than Docker starts. */
    private static long failures(DeliveryRun run, Part job) {
        Object policy = Json.at(job.spec().tree(), "TaskTemplate", "RestartPolicy");
        int most = run.delivery().options().maxFailures();
        if (Json.text(policy, "Condition").filter("none"::equals).isPresent()) {
            return 1;
        }
        return Json.number(policy, "MaxAttempts")
                .filter(attempts -> attempts > 0)
                .map(attempts -> Math.min(most, attempts + 1))
                .orElse((long) most);
    }

    /** Removes the jobs of the delivery; returns what still stops, for people. */
    Optional<String> clean(DeliveryRun run, Instant now) {
        if (!run.delivery().to().stack()) {
            return Optional.empty();
        }
        List<String> stops = new ArrayList<>();
        for (Part job : steps.release(run).with(Role.JOB)) {
            steps.swarm()
                    .service(job.spec().name())
                    .filter(service -> own(run, service))
                    .filter(service -> !stopping.remove(run, service, now))
                    .ifPresent(service -> stops.add("stopping job " + job.name()));
        }
        return stops.stream().findFirst();
    }

    /**
     * Whether a removed job still runs, for people: it must not run twice at the same time. Bounded by its grace
     * period.
     */
    Optional<String> stopping(DeliveryRun run, Instant now) {
        return stopping.any(run, now) ? Optional.of("stopping a removed job") : Optional.empty();
    }
}
