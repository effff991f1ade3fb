package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import hudson.model.TaskListener;
import hudson.remoting.Channel;
import io.jenkins.plugins.swarmdelivery.build.BuildOrder;
import io.jenkins.plugins.swarmdelivery.build.BuildRequest;
import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.tools.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A build in a thread of its own, on the machine of the workspace. It stops when nobody can receive its outcome any
 * more, because the connection to the controller is gone: the controller went down or was restarted.
 */
final class AgentBuild implements BuildHandle {
    private static final Logger LOGGER = Logger.getLogger(AgentBuild.class.getName());

    private final BuildTask task;
    private final Path workspace;
    private final BuildConsole log;
    private final Stop stop = new Stop();
    private final BlockingQueue<BuildEvent> said = new LinkedBlockingQueue<>();
    private final TestsElsewhere elsewhere = new TestsElsewhere(said::add, stop);

    private AgentBuild(BuildTask task, Path workspace, TaskListener listener) {
        this.task = task;
        this.workspace = workspace;
        this.log =
                new BuildConsole(listener, task.access().secrets(), phase -> said.add(new BuildEvent.Entered(phase)));
    }

    static AgentBuild begin(BuildTask task, Path workspace, TaskListener listener, Optional<Channel> controller) {
        AgentBuild build = new AgentBuild(task, workspace, listener);
        Channel.Listener gone = new Channel.Listener() {
            @Override
            public void onClosed(Channel channel, IOException cause) {
                build.stop("the end of the connection to Jenkins");
            }
        };
        controller.ifPresent(channel -> channel.addListener(gone));
        Thread thread = new Thread(
                () -> {
                    build.run();
                    controller.ifPresent(channel -> channel.removeListener(gone));
                },
                "swarmBuildTestImage " + task.version().repository());
        thread.setDaemon(true);
        thread.start();
        return build;
    }

    @Override
    public BuildEvent await(long millis) throws InterruptedException {
        BuildEvent next = said.poll(millis, TimeUnit.MILLISECONDS);
        if (next == null) {
            return new BuildEvent.Nothing();
        }
        // Remoting buffers an agent's output for seconds. In this thread, because the call returns only after the
        // output has arrived.
        log.flush();
        return next;
    }

    @Override
    public void tested(TestVerdict verdict) {
        elsewhere.ended(verdict);
    }

    @Override
    public void stop(String why) {
        stop.now(why);
    }

    /** Nobody else would see this exception, and the controller may not accept its class. */
    private void run() {
        BuildOutcome outcome;
        try {
            outcome = build();
        } catch (DeliveryException e) {
            outcome = BuildOutcome.failed(e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "build of " + task.version().image());
            outcome = BuildOutcome.failed("the build ended with " + e);
        }
        said.add(new BuildEvent.Ended(outcome));
    }

    private BuildOutcome build() {
        Clock clock = Clock.systemUTC();
        ImageReference image = task.version().image();
        try (AgentSite site = new AgentSite(task.access(), task.environment(), stop, clock)) {
            ImageSource source = ImageSource.of(
                    task.version().givenSource(), workspace.resolve(task.image().context()), task.environment(), clock);
            BuildRequest request = request(image, source);
            TestRunner runner = runner(site);
            site.collect(log);
            return BuildOutcome.of(image, site.flow(task.image(), log).run(request, runner), workspace);
        }
    }

    private BuildRequest request(ImageReference image, ImageSource source) {
        Map<String, String> labels = source.labels(task.version().version());
        BuildOrder order = task.image().order(workspace, labels);
        return new BuildRequest(
                image,
                order,
                task.image()
                        .testsOrder(order)
                        .map(tests -> new BuildRequest.Tests(tests, task.tests().order(workspace))),
                task.version().overwrite(),
                task.version().allowLatest(),
                source.revision(),
                source.source());
    }

    private TestRunner runner(AgentSite site) {
        return switch (task.tests().mode()) {
            case TestSettings.JOB -> elsewhere;
            case TestSettings.COMPOSE -> site.composeTests(task.tests(), workspace);
            default -> site.containerTests(task.tests());
        };
    }
}
