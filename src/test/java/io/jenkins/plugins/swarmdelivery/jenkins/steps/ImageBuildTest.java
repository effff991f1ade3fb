package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.FilePath;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.jenkins.LiveFolder;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterRegistry;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;

/** The build step, on agents in their own processes, with an engine and a registry in memory. */
class ImageBuildTest extends SharedJenkins {
    private static final String IMAGE = "127.0.0.1:1/go-demo";
    private static final String PASSWORD = "open sesame";

    private final BuildEngineInMemory engine = new BuildEngineInMemory();

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    @BeforeEach
    void begin() throws Exception {
        ClusterInMemory.begin();
        UsernamePasswordCredentialsImpl login =
                new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "push", "", "ann", PASSWORD);
        SystemCredentialsProvider.getInstance().getCredentials().add(login);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Override
    protected boolean keepsAgents() {
        return true;
    }

    private WorkflowJob job(String where, String script) throws Exception {
        return job("node('" + where + "') {\nwriteFile file: 'Dockerfile', text: 'FROM scratch'\n"
                + "writeFile file: 'Dockerfile.test', text: 'FROM scratch'\n"
                + "writeFile file: 'key.txt', text: 'the key'\n" + script + "\n}");
    }

    /** @param tests further parameters of the tests, e.g. {@code , mode: 'job'} */
    private String build(String cluster, String tests) {
        return build(cluster, tests, "");
    }

    private String build(String cluster, String tests, String more) {
        return "swarmBuildTestImage(cluster: '" + cluster + "', image: '" + IMAGE
                + "', version: '1.7', builder: 'classic',"
                + " engine: '" + engine.address() + "', registryCredentialsId: 'push',"
                + " tests: [dockerfile: 'Dockerfile.test', reports: '/reports'" + tests + "]" + more + ")\n";
    }

    private String build() {
        return build("staging", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"remote", "built-in"})
    void passedTestsBuildAnImageThatLaterStepsDeploy(String where) throws Exception {
        agent("remote");
        fake.deliver("1.0");
        engine.testsSay("all well, " + PASSWORD);

        WorkflowRun build = jenkins.buildAndAssertSuccess(job(
                where,
                "def made = " + build() + "echo \"made ${made.version} as ${made.digest}, tests ended with"
                        + " ${made.tests.exitCode}, report ${made.tests.reports[0]}, ${made.durations.image >= 0}\"\n"
                        + "echo readFile('reports/unit.xml')\n"
                        + "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo') {}"));

        String digest = engine.tags().get(IMAGE + ":1.7");
        jenkins.assertLogContains("build the tests image: " + IMAGE + ":1.7-tests", build);
        assertThat(JenkinsRule.getLog(build))
                .containsSubsequence(
                        "  all well, ****",
                        "build the image: " + IMAGE + ":1.7",
                        "made 1.7 as " + digest + ", tests ended with 0, report reports/unit.xml, true");
        jenkins.assertLogContains(BuildEngineInMemory.REPORT, build);
        assertThat(fake.candidateImage()).isEqualTo(IMAGE + ":1.7@" + digest);
        assertThat(engine.logins()).hasSize(2).allMatch(login -> login.contains(PASSWORD));
        assertThat(engine.containers()).isEmpty();
        Path record = build.getRootDir().toPath();
        assertThat(LiveFolder.filesWith(record, "build the image: " + IMAGE)).isNotEmpty();
        assertThat(LiveFolder.filesWith(
                        record, PASSWORD, "dockerjava", "swarmdelivery.jenkins.agent", "swarmdelivery.engine"))
                .isEmpty();
    }

    @Test
    void failedTestsBuildNoImageButLeaveReports() throws Exception {
        DumbSlave agent = agent("remote");
        engine.testsEndWith(3);

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job("remote", build()));

        jenkins.assertLogContains("the tests of " + IMAGE + ":1.7 ended with 3; no image was built or pushed", build);
        FilePath workspace = agent.getWorkspaceFor(build.getParent());
        assertThat(workspace.child("reports/unit.xml").readToString()).isEqualTo(BuildEngineInMemory.REPORT);
        assertThat(engine.tags()).containsOnlyKeys(IMAGE + ":1.7-tests");
        assertThat(engine.containers()).isEmpty();
    }

    @Test
    void abortRemovesWhatItStarted() throws Exception {
        agent("remote");
        engine.testsHang();
        WorkflowRun build = job("remote", build()).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("tests run", build);
        assertThat(engine.containers()).hasSize(1);

        build.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("stopped by an abort in Jenkins", build);
        assertThat(engine.containers()).isEmpty();
        assertThat(engine.tags()).containsOnlyKeys(IMAGE + ":1.7-tests");
    }

    @Test
    void losingTheAgentFailsOnlyTheStep() throws Exception {
        DumbSlave agent = agent("remote");
        engine.testsHang();
        WorkflowRun build = job("remote", build()).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("tests run", build);

        agent.toComputer().disconnect(new OfflineCause.ByCLI("gone")).get();
        jenkins.jenkins.removeNode(agent);

        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("went away, and the build of " + IMAGE + ":1.7 with it", build);
    }

    @Test
    void protectedClusterRequiresThePermissionToDeploy() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("bob"));
        User.getById("bob", true);

        WorkflowRun build = job("built-in", build("production", ""))
                .scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("bob")))
                .get();

        jenkins.assertBuildStatus(Result.FAILURE, build);
        jenkins.assertLogContains("bob is missing the Docker Swarm Delivery/Deploy permission", build);
        assertThat(engine.received()).isEmpty();
    }

    @Test
    void controllerRunsJobsWithWorkspaceSecretsAndReports() throws Exception {
        agent("remote");
        ClusterInMemory.jobs = (beside, networks, constraints, stop) -> {
            assertThat(beside.toString() + networks + constraints)
                    .isEqualTo("Optional[go-demo][net][node.role==worker]");
            return new Job();
        };

        WorkflowRun build = jenkins.buildAndAssertSuccess(job(
                "remote",
                build(
                                "staging",
                                ", mode: 'job', application: 'go-demo', networks: ['net'],"
                                        + " constraints: ['node.role==worker'], secrets: ['key=key.txt'],"
                                        + " command: \"sh -c 'x && y'\"")
                        + "echo 'report: ' + readFile('reports/job.xml')"));

        jenkins.assertLogContains("  [sh, -c, x && y] with ****", build);
        jenkins.assertLogContains("report: " + BuildEngineInMemory.REPORT, build);
        assertThat(engine.tags()).containsKey(IMAGE + ":1.7");
    }

    private static final class Job implements TestRunner {
        @Override
        public String mode() {
            return "job";
        }

        @Override
        public TestResult run(ImageReference image, TestOrder order, Consumer<String> log) {
            try {
                assertThat(image.pinned()).isTrue();
                log.accept(order.command() + " with "
                        + Files.readString(order.secrets().get("key")));
                Path folder = order.reports().orElseThrow().folder();
                Files.createDirectories(folder);
                Path report = Files.writeString(folder.resolve("job.xml"), BuildEngineInMemory.REPORT);
                return new TestResult(
                        Optional.of(0), Optional.empty(), Duration.ofSeconds(1), List.of(report), List.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void refusesAVersionThatMatchesAMark() throws Exception {
        SwarmDeliveryConfiguration.get().cluster("production").setRequireMark("*-tests");

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job("built-in", build()));

        jenkins.assertLogContains("version: \"1.7-tests\" is not valid", build);
        jenkins.assertLogContains("no build may push it", build);
        assertThat(engine.received()).isEmpty();
    }

    @Test
    void usesAndTracksTheLoginForBuilds() throws Exception {
        UsernamePasswordCredentialsImpl builder = new UsernamePasswordCredentialsImpl(
                CredentialsScope.SYSTEM, "builder", "", "builder", "password of builds");
        UsernamePasswordCredentialsImpl deployer = new UsernamePasswordCredentialsImpl(
                CredentialsScope.SYSTEM, "deployer", "", "deployer", "password of deliveries");
        SystemCredentialsProvider.getInstance().getCredentials().addAll(List.of(builder, deployer));
        SwarmCluster cluster = SwarmDeliveryConfiguration.get().cluster("staging");
        ClusterRegistry registry = new ClusterRegistry("127.0.0.1:1", "deployer");
        registry.setBuildCredentialsId("builder");
        cluster.setRegistries(List.of(registry));

        WorkflowRun build =
                jenkins.buildAndAssertSuccess(job("built-in", build().replace(" registryCredentialsId: 'push',", "")));

        assertThat(engine.logins()).isNotEmpty().allMatch(login -> login.contains("password of builds"));
        assertThat(CredentialsProvider.getFingerprintOf(builder)
                        .getRangeSet(build.getParent())
                        .includes(build.getNumber()))
                .isTrue();
        assertThat(CredentialsProvider.getFingerprintOf(deployer)).isNull();
    }

    @Test
    void refusesInvalidParametersBeforeAnyChange() throws Exception {
        Map<String, String> wrong = Map.of(
                ", mode: 'elsewhere'", "tests.mode: \"elsewhere\" is not valid; choose container, job or compose",
                ", buildArgs: ['A']", "buildArgs: \"A\" is not valid; write NAME=VALUE",
                ", builder: 'kaniko'", "builder: \"kaniko\" is not valid",
                ", command: 'a | b'",
                        "tests.command: \"a | b\" is not valid; the | at column 3 only has a meaning in a shell; write sh -c");
        StringBuilder script = new StringBuilder();
        wrong.forEach((more, message) -> script.append("try { ")
                .append((message.startsWith("tests.") ? build("staging", more) : build("staging", "", more))
                        .replace(more.contains("builder") ? " builder: 'classic'," : "", ""))
                .append("} catch (e) { echo e.message }\n"));

        WorkflowRun build = jenkins.buildAndAssertSuccess(job("built-in", script.toString()));

        for (String message : wrong.values()) {
            jenkins.assertLogContains(message, build);
        }
        assertThat(engine.received()).isEmpty();
    }
}
