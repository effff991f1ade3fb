package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.RequestAbortedException;
import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.engine.TestVariables;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.BuildEvent;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.BuildHandle;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.BuildOutcome;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.BuildTask;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.StartBuild;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.TestSettings;
import io.jenkins.plugins.swarmdelivery.jenkins.config.BuildAccess;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;

/**
 * Has an image built on the machine of the workspace, and waits for it. When stopped, it ends once everything started
 * on the agent is removed; when stopped twice, immediately. It does not survive a restart of the controller: neither
 * does the build, which stops when the connection is gone.
 */
final class ImageBuildExecution extends SynchronousNonBlockingStepExecution<Map<String, ? extends Object>> {
    private static final long serialVersionUID = 1L;
    private static final long LOOK_MILLIS = 500;
    private static final String ABORT = "an abort in Jenkins";

    private final SwarmBuildTestImageStep step;
    private transient volatile Throwable stopped;
    private transient volatile Stop stop;

    ImageBuildExecution(SwarmBuildTestImageStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    protected Map<String, ? extends Object> run() throws Exception {
        stop = new Stop();
        record().start();
        BuildOutcome outcome;
        try {
            outcome = build();
        } catch (DeliveryException e) {
            record().failed(e.getMessage());
            throw new AbortException(e.getMessage());
        } catch (IOException e) {
            record().interrupted(String.valueOf(e.getMessage()));
            throw e;
        } catch (InterruptedException e) {
            record().interrupted("stopped twice: whether something is left on the agent was not waited for");
            throw e;
        } catch (RuntimeException e) {
            record().failed(String.valueOf(e.getMessage()));
            throw e;
        }
        return told(outcome);
    }

    private BuildOutcome build() throws IOException, InterruptedException {
        StepContext context = getContext();
        step.check();
        SwarmCluster cluster =
                Authorization.check(step.getCluster(), step.applications(), SwarmPermissions.DEPLOY, context);
        BuildTask task = new BuildTask(
                step.versionSettings(),
                step.imageSettings(),
                testSettings(),
                BuildAccess.of(
                        cluster,
                        context.get(Run.class),
                        step.versionSettings().image(),
                        step.getEngine(),
                        step.getEngineCredentialsId(),
                        step.getRegistryCredentialsId()),
                new TreeMap<>(context.get(EnvVars.class)));
        FilePath workspace = context.get(FilePath.class);
        workspace.mkdirs();
        BuildHandle build = workspace.act(new StartBuild(task, context.get(TaskListener.class)));
        try {
            return follow(build, new TestJobs(step, workspace, context.get(TaskListener.class), stop));
        } catch (InterruptedException e) {
            build.stop(ABORT);
            throw e;
        } catch (RequestAbortedException | IOException e) {
            // Kept as the cause, by which retry(conditions: [agent()]) recognizes the failure.
            throw (IOException) new AbortException("the agent went away, and the build of " + step.getImage() + ":"
                            + step.getVersion() + " with it; build it again")
                    .initCause(e);
        }
    }

    /**
     * A call throws if the agent does not respond any more: then the build has stopped by itself, or with the agent.
     */
    private BuildOutcome follow(BuildHandle build, TestJobs jobs) throws IOException, InterruptedException {
        boolean told = false;
        while (true) {
            BuildEvent said = build.await(LOOK_MILLIS);
            if (said instanceof BuildEvent.Ended ended) {
                return ended.outcome();
            }
            if (said instanceof BuildEvent.Entered entered) {
                record().entered(entered.phase());
            }
            if (said instanceof BuildEvent.TestsDue due) {
                build.tested(jobs.run(due.image()));
            }
            if (stopped != null && !told) {
                build.stop(ABORT);
                told = true;
            }
        }
    }

    private Map<String, ? extends Object> told(BuildOutcome outcome) throws Exception {
        Throwable cause = stopped;
        if (outcome.failure().isEmpty()) {
            record().built(outcome);
        } else if (cause != null) {
            record().interrupted(cause, outcome.failure());
        } else {
            record().failedWithOutput(outcome.failure());
        }
        if (cause != null) {
            getContext().get(TaskListener.class).getLogger().println(outcome.failure());
            throw cause instanceof Exception e ? e : new IllegalStateException(cause);
        }
        if (!outcome.failure().isEmpty()) {
            throw new AbortException(outcome.failure());
        }
        Run<?, ?> run = getContext().get(Run.class);
        ReleaseAction.remember(run, step.releaseOf(), outcome.text("image"), outcome.text("revision"));
        return outcome.values();
    }

    private ImageBuildRecord record() {
        return new ImageBuildRecord(getContext(), step);
    }

    /** A Compose file finds the address at which users reach the application under test. */
    private TestSettings testSettings() {
        ImageTests tests = step.getTests();
        boolean usesCompose = tests.getMode().equals(TestSettings.COMPOSE)
                && !tests.getApplication().isEmpty();
        if (!usesCompose || !tests.getHostIp().isEmpty()) {
            return tests.settings();
        }
        Application application = new Application(tests.getApplication());
        Addresses addresses =
                ClusterConnector.connect(step.getCluster()).router().addresses(application);
        return tests.settings(addresses.service().stream()
                .findFirst()
                .map(TestVariables::reach)
                .orElseThrow(() -> new RefusedException(
                        "tests.application", application, addresses.none(application) + "; or give tests.hostIp")));
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        boolean twice = stopped != null;
        stopped = cause;
        Stop now = stop;
        if (twice || now == null) {
            super.stop(cause);
        } else {
            now.now(ABORT);
        }
    }

    @Override
    public void onResume() {
        record().interrupted("interrupted by a restart of Jenkins; build it again");
        try {
            getContext()
                    .get(TaskListener.class)
                    .getLogger()
                    .println("the build of " + step.getImage() + ":" + step.getVersion()
                            + " was interrupted by a restart of Jenkins; build it again");
        } catch (IOException e) {
            // The step's failure says this, too.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        super.onResume();
    }
}
