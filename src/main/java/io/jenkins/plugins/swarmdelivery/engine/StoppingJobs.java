package io.jenkins.plugins.swarmdelivery.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Instant;
import java.util.Base64;
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

    /** Removes a job; one that has ended need not be remembered. */
    void remove(DeliveryRun run, Service job, Instant now) {
        if (!steps.running(job).isEmpty()) {
            Instant until = now.plus(job.spec().stopGracePeriod()).plus(Retirement.AFTER_GRACE);
            remember(run, job, until);
            run.stack().jobStops();
        }
        steps.remove(run, job);
    }

    /** Its data is the name of the service: by that alone Docker finds the tasks of one that is gone. */
    private void remember(DeliveryRun run, Service job, Instant until) {
        Map<String, Object> body = Map.of(
                "Name",
                "stopping." + job.id() + "." + until.getEpochSecond(),
                "Labels",
                Map.of(Labels.APPLICATION, run.application().name(), Labels.ROLE, ROLE),
                "Data",
                Base64.getEncoder().encodeToString(job.name().getBytes(UTF_8)));
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
