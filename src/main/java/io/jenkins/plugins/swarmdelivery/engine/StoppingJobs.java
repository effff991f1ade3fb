package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Jobs whose service was removed while a task of them ran. Docker no longer tells whose such a task is, and whoever takes
 * the delivery over must not start the job beside it: a config of the Swarm remembers each until it has stopped.
 */
final class StoppingJobs {
    /** As {@link Labels#ROLE}. */
    static final String ROLE = "stopping";

    private static final Pattern NAME = Pattern.compile("stopping\\.([a-z0-9]+)\\.([0-9]+)");

    private final Steps steps;

    StoppingJobs(Steps steps) {
        this.steps = steps;
    }

    /** Removes a job; one that has ended needs not be remembered. */
    void remove(DeliveryRun run, Service job, Instant now) {
        if (!steps.running(job).isEmpty()) {
            Instant until = now.plus(job.spec().stopGracePeriod()).plus(Retirement.AFTER_GRACE);
            remember(run, "stopping." + job.id() + "." + until.getEpochSecond());
            run.stack().jobStops();
        }
        steps.remove(run, job);
    }

    private void remember(DeliveryRun run, String name) {
        Map<String, Object> body = Map.of(
                "Name",
                name,
                "Labels",
                Map.of(Labels.APPLICATION, run.application().name(), Labels.ROLE, ROLE),
                "Data",
                "LQ==");
        try {
            steps.create(run, Swarm.Kind.CONFIG, body);
        } catch (SwarmException.Conflict e) {
            // An answer was lost: it is there.
        }
    }

    /** Whether one of the application still runs, also one that another run has removed. Bounded by its grace period. */
    boolean any(DeliveryRun run, Instant now) {
        if (!run.stack().jobsMayStop()) {
            return false;
        }
        boolean any = false;
        Map<String, String> labels =
                Map.of(Labels.APPLICATION, run.application().name(), Labels.ROLE, ROLE);
        for (Swarm.Named marker : steps.swarm().labeled(Swarm.Kind.CONFIG, labels)) {
            Matcher matcher = NAME.matcher(marker.name());
            boolean runs = matcher.matches()
                    && now.getEpochSecond() < Long.parseLong(matcher.group(2))
                    && !steps.running(removed(matcher.group(1))).isEmpty();
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

    private static Service removed(String id) {
        return new Service(id, 0, new ServiceSpec(Map.of()));
    }
}
