package io.jenkins.plugins.swarmdelivery.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.swarmdelivery.engine.plan.Removable;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes jobs, and stops their tasks before. Where one does not stop, as on a node that is lost, Docker no longer tells
 * whose task it is, and whoever takes over the delivery must not start the job beside it: so a config in the Swarm records
 * such a job until it has stopped.
 */
final class StoppingJobs {
    private static final Pattern NAME = Pattern.compile("stopping\\.([a-z0-9]+)\\.([0-9]+)");

    private final Steps steps;

    StoppingJobs(Steps steps) {
        this.steps = steps;
    }

    /** Removes a job once its tasks have stopped, or have had their time; false: not yet. */
    boolean remove(DeliveryRun run, Service job, Instant now) {
        if (steps.running(job).isEmpty()) {
            steps.remove(run, job);
            return true;
        }
        Duration patience = job.spec().stopGracePeriod().plus(Retirement.AFTER_GRACE);
        if (!JobStop.isStopped(job.spec())) {
            steps.update(run, job, JobStop.stopped(job.spec()));
        }
        if (now.isBefore(run.stopping(job.id(), now.plus(patience)))) {
            return false;
        }
        remember(run, job, now.plus(patience));
        run.stack().jobStops();
        steps.remove(run, job);
        return true;
    }

    /** Creates the config with the name of the service, by which Docker finds the tasks of a removed service. */
    private void remember(DeliveryRun run, Service job, Instant until) {
        Map<String, Object> body = Map.of(
                "Name",
                "stopping." + job.id() + "." + until.getEpochSecond(),
                "Labels",
                Map.of(Labels.APPLICATION, run.application().name(), Labels.ROLE, Removable.STOPPING),
                "Data",
                Base64.getEncoder().encodeToString(job.name().getBytes(UTF_8)));
        try {
            steps.create(run, Swarm.Kind.CONFIG, body);
        } catch (SwarmException.Conflict e) {
            // The response to an earlier request was lost: the config exists.
        }
    }

    /** Whether a removed job of the application still runs, whichever run removed it. Bounded by its grace period. */
    boolean any(DeliveryRun run, Instant now) {
        if (!run.stack().jobsMayStop()) {
            return false;
        }
        boolean any = false;
        Map<String, String> labels =
                Map.of(Labels.APPLICATION, run.application().name(), Labels.ROLE, Removable.STOPPING);
        for (Swarm.Named marker : steps.swarm().labeled(Swarm.Kind.CONFIG, labels)) {
            Matcher matcher = NAME.matcher(marker.name());
            boolean runs = matcher.matches()
                    && now.getEpochSecond() < Long.parseLong(matcher.group(2))
                    && runs(matcher.group(1), marker);
            if (!runs) {
                steps.remove(run, Swarm.Kind.CONFIG, marker);
            }
            any |= runs;
        }
        if (!any) {
            run.stack().noJobStops();
        }
        return any;
    }

    private boolean runs(String id, Swarm.Named marker) {
        return steps.swarm()
                .configData(marker.id())
                .map(data -> new String(Base64.getDecoder().decode(data), UTF_8))
                .filter(name -> !steps.running(Service.removed(id, name)).isEmpty())
                .isPresent();
    }
}
