package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.plugins.swarmdelivery.build.BuildRequest;
import io.jenkins.plugins.swarmdelivery.build.Masking;
import io.jenkins.plugins.swarmdelivery.build.PrivateFolder;
import io.jenkins.plugins.swarmdelivery.build.RunId;
import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.NameValues;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.TestSettings;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.TestVerdict;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs tests as jobs of a Swarm from the controller, so that no agent gets access to the cluster's managers. Secrets
 * and reports are files of the workspace; here, they pass through a private folder.
 */
final class TestJobs {
    private static final Duration AT_MOST = Duration.ofDays(1);
    private static final String REPORTS = "reports";

    private final SwarmBuildTestImageStep step;
    private final FilePath workspace;
    private final TaskListener listener;
    private final Stop stop;
    private boolean requested;

    TestJobs(SwarmBuildTestImageStep step, FilePath workspace, TaskListener listener, Stop stop) {
        this.step = step;
        this.workspace = workspace;
        this.listener = listener;
        this.stop = stop;
    }

    /**
     * Runs them if the step is configured to. The agent decides when, and names the digest; nothing else of it is
     * trusted.
     *
     * @param image named by the agent
     */
    TestVerdict run(String image) throws InterruptedException {
        Optional<String> objection = objection(image);
        if (objection.isPresent()) {
            return TestVerdict.broken(
                    "the agent asked for a job of the cluster that this step has not ordered: " + objection.get());
        }
        requested = true;
        try (PrivateFolder folder = PrivateFolder.create(RunId.create(Instant.now(), AT_MOST))) {
            Map<String, Path> secrets = secrets(folder);
            Path reports = folder.path().resolve(REPORTS);
            TestSettings settings = step.getTests().settings();
            TestOrder order = settings.order(secrets, reports);
            TestRunner jobs = ClusterConnector.connect(step.getCluster())
                    .jobs(
                            Optional.of(step.getTests().getApplication())
                                    .filter(name -> !name.isEmpty())
                                    .map(Application::new),
                            step.getTests().getNetworks(),
                            step.getTests().getConstraints(),
                            stop);
            TestResult result = jobs.run(
                    ImageReference.parse(image),
                    order,
                    Masking.of(line -> listener.getLogger().println("  " + line), secrets.values()));
            return TestVerdict.of(result, copyReports(reports, result));
        } catch (DeliveryException e) {
            return TestVerdict.broken(e.getMessage());
        } catch (IOException e) {
            return TestVerdict.broken("secrets or reports cannot be copied: " + e.getMessage());
        }
    }

    private Optional<String> objection(String image) {
        if (!TestSettings.JOB.equals(step.getTests().getMode())) {
            return Optional.of("its tests run in mode " + step.getTests().getMode());
        }
        if (requested) {
            return Optional.of("its tests have run already");
        }
        ImageReference own = step.versionSettings().image();
        String tests = own.tag().orElse("") + BuildRequest.TESTS_SUFFIX;
        ImageReference given = ImageReference.parse(image);
        boolean ordered =
                given.repository().equals(own.repository()) && given.tag().equals(Optional.of(tests)) && given.pinned();
        return ordered
                ? Optional.empty()
                : Optional.of(image + " is not " + own.repository() + ":" + tests + " by its digest");
    }

    private Map<String, Path> secrets(PrivateFolder folder) throws IOException, InterruptedException {
        Map<String, Path> secrets = new LinkedHashMap<>();
        for (Map.Entry<String, String> secret :
                NameValues.of("tests.secrets", step.getTests().getSecrets()).entrySet()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            workspace.child(secret.getValue()).copyTo(content);
            secrets.put(secret.getKey(), folder.write("secrets/" + secret.getKey(), content.toByteArray()));
        }
        return secrets;
    }

    /** Copies the reports to the workspace; returns their paths in it. */
    private List<String> copyReports(Path reports, TestResult result) throws IOException, InterruptedException {
        if (Files.isDirectory(reports)) {
            new FilePath(reports.toFile())
                    .copyRecursiveTo(workspace.child(step.getTests().getReportsDir()));
        }
        return result.reports().stream()
                .map(report -> step.getTests().getReportsDir() + "/"
                        + reports.relativize(report).toString().replace('\\', '/'))
                .toList();
    }
}
