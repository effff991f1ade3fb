package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.build.RunId;
import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs tests as a one-shot job of the Swarm: on a node that the constraints allow, in the application's networks, where
 * they see a release as its neighbors do.
 */
public final class JobTests implements TestRunner {
    private static final long LOOK_MILLIS = 250;
    /** How long a log may be silent after its task has ended, before it counts as complete. */
    private static final long LAST_LINES_MILLIS = 1500;

    /**
     * @param networks of the application, by name or ID
     * @param constraints for the nodes that may run the job
     */
    public record Surroundings(List<String> networks, List<String> constraints) {
        /**
         * The networks of an application's services, so that tests see it as its neighbors do.
         *
         * @param placement the cluster's own constraints
         * @throws RefusedException if that application has no service
         */
        public static Surroundings of(Swarm swarm, List<String> placement, Optional<Application> application) {
            Surroundings cluster = new Surroundings(List.of(), placement);
            return application.map(app -> cluster.beside(swarm, app)).orElse(cluster);
        }

        private Surroundings beside(Swarm swarm, Application application) {
            String name = application.name();
            ServiceSpec spec = swarm.services().stream()
                    .map(Service::spec)
                    .filter(each -> name.equals(each.labels().get(Labels.APPLICATION)))
                    .findFirst()
                    .orElseThrow(() ->
                            new RefusedException("application", name, "there is no service of it in this cluster"));
            List<String> joined = spec.networks().stream()
                    .flatMap(network -> Json.text(network, "Target").stream())
                    .toList();
            return and(joined, spec.constraints());
        }

        public Surroundings and(List<String> moreNetworks, List<String> moreConstraints) {
            return new Surroundings(joined(networks, moreNetworks), joined(constraints, moreConstraints));
        }

        private static List<String> joined(List<String> some, List<String> more) {
            return Stream.concat(some.stream(), more.stream()).distinct().toList();
        }
    }

    private final EngineClient managers;
    private final DockerSwarm swarm;
    private final NodeEngines nodes;
    private final Surroundings surroundings;
    private final Stop stop;
    private final Clock clock;

    /**
     * @param nodePort as for {@link DockerSwarm}; without it, only reports of tests on the managers' own nodes are
     *     copied
     */
    public JobTests(
            EngineClient managers,
            Logins logins,
            OptionalInt nodePort,
            Surroundings surroundings,
            Stop stop,
            Clock clock) {
        this.managers = managers;
        this.swarm = new DockerSwarm(managers, logins, nodePort);
        this.nodes = new NodeEngines(managers, nodePort);
        this.surroundings = surroundings;
        this.stop = stop;
        this.clock = clock;
    }

    @Override
    public String mode() {
        return "job";
    }

    @Override
    public TestResult run(ImageReference image, TestOrder order, Consumer<String> log) {
        RunId run = RunId.create(clock.instant(), order.deadline().plus(ContainerTests.BESIDE_TESTS));
        JobObjects objects = new JobObjects(managers, run);
        try {
            Map<String, String> secrets = objects.createSecrets(order.secrets());
            stop.check();
            Service job = swarm.create(JobSpec.of(run.toString(), image, order, surroundings, secrets));
            Instant start = clock.instant();
            Optional<Task> ended = follow(job, start.plus(order.deadline()), log);
            return result(ended, order, Duration.between(start, clock.instant()));
        } finally {
            objects.remove();
        }
    }

    /** The task as last read, after its end or at the deadline; empty if the Swarm created none. */
    private Optional<Task> follow(Service job, Instant deadline, Consumer<String> log) {
        try (JobLog output = new JobLog(managers, log)) {
            String waiting = "";
            Optional<Task> task = Optional.empty();
            while (clock.instant().isBefore(deadline)) {
                stop.check();
                task = swarm.tasks(job).stream().findFirst();
                task.filter(t -> !t.containerId().isEmpty()).ifPresent(output::follow);
                if (task.filter(Task::ended).isPresent()) {
                    output.drain(LAST_LINES_MILLIS);
                    return task;
                }
                String reason = task.map(Task::error).orElse("");
                if (!reason.equals(waiting) && !reason.isEmpty()) {
                    log.accept("the job waits: " + reason);
                }
                waiting = reason;
                stop.sleep(LOOK_MILLIS);
            }
            return task;
        }
    }

    private TestResult result(Optional<Task> seen, TestOrder order, Duration took) {
        Optional<Task> ended = seen.filter(Task::ended);
        Optional<Integer> exitCode = ended.flatMap(Task::exitCode).map(Long::intValue);
        Optional<String> failure = ended.isPresent() && exitCode.isEmpty()
                ? ended.map(task -> "did not run: " + task.reason())
                : TestContainers.failure(order, exitCode);
        boolean ran = seen.filter(task -> !task.containerId().isEmpty()).isPresent();
        return ran && order.reports().isPresent()
                ? withReports(seen.get(), order, exitCode, took)
                : new TestResult(exitCode, failure, took, List.of(), List.of());
    }

    private TestResult withReports(Task task, TestOrder order, Optional<Integer> exitCode, Duration took) {
        Optional<DockerEndpoint> node = nodes.endpoint(task.nodeId(), swarm.nodes());
        String why = "the engine of the job's node cannot be reached; set nodePort for this cluster";
        if (node.isPresent()) {
            try (EngineSession engine = new EngineSession(node.get(), Timeouts.DEFAULTS, stop)) {
                return new TestContainers(engine).result(task.containerId(), order, exitCode, took);
            } catch (SwarmException | IOException e) {
                why = e.getMessage();
            }
        }
        return new TestResult(
                exitCode,
                TestContainers.failure(order, exitCode),
                took,
                List.of(),
                List.of("reports were not copied: " + why));
    }
}
