package io.jenkins.plugins.swarmdelivery.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.FilePath;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.config.SwarmDeliveryConfiguration;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** go-demo, built for real: with a lab that is up, its folder in $LAB_STATE, and {@code examples/go-demo/compile} run. */
@WithJenkins
@EnabledIfEnvironmentVariable(named = "LAB_STATE", matches = ".+")
class ImageBuildLabTest {
    private final Properties lab = new Properties();
    private final String version = "jenkins-" + Long.toHexString(System.nanoTime());
    private JenkinsRule jenkins;

    @BeforeEach
    void begin(JenkinsRule rule) throws Exception {
        jenkins = rule;
        try (InputStream in = Files.newInputStream(Path.of(System.getenv("LAB_STATE"), "lab.properties"))) {
            lab.load(in);
        }
        var credentials = SystemCredentialsProvider.getInstance().getCredentials();
        credentials.add(new DockerServerCredentials(
                CredentialsScope.GLOBAL,
                "client",
                "",
                Secret.fromString(file("clientKey")),
                file("clientCert"),
                file("caFile")));
        credentials.add(new UsernamePasswordCredentialsImpl(
                CredentialsScope.GLOBAL,
                "registry",
                "",
                lab.getProperty("registryUser"),
                file("registryPasswordFile").strip()));
        SwarmCluster staging = new SwarmCluster("staging", lab.getProperty("staging.managers"));
        staging.setCredentialsId("client");
        staging.setNodePort(2376);
        staging.setRegistryServer(lab.getProperty("registry"));
        staging.setRegistryCredentialsId("registry");
        staging.setPlacement("node.labels.env==prod-like");
        SwarmDeliveryConfiguration.get().setClusters(List.of(staging));
    }

    private String file(String property) throws Exception {
        return Files.readString(Path.of(lab.getProperty(property)));
    }

    private WorkflowRun run(Result expected, String more) throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("remote"));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        FilePath workspace = agent.getWorkspaceFor(job);
        new FilePath(Path.of("examples/go-demo").toFile()).copyRecursiveTo(workspace);
        job.setDefinition(new CpsFlowDefinition(
                "node('remote') {\ndef made = swarmBuildTestImage cluster: 'staging', image: '"
                        + lab.getProperty("goDemoImage") + "', version: '" + version + "', engine: '"
                        + lab.getProperty("staging.managers") + "', engineCredentialsId: 'client',"
                        + " testsDockerfile: 'Dockerfile.test', buildArgs: ['BASE=" + lab.getProperty("busyboxImage")
                        + "', 'VERSION=" + version + "']" + more
                        + "\necho \"made ${made}\"\n}",
                true));
        WorkflowRun build = jenkins.buildAndAssertStatus(expected, job);
        jenkins.assertLogNotContains(file("registryPasswordFile").strip(), build);
        return build;
    }

    @Test
    void testsInAContainerAndThenTheImage() throws Exception {
        WorkflowRun build = run(Result.SUCCESS, "");

        assertThat(ReleaseAction.released(build, "go-demo"))
                .hasValueSatisfying(image -> assertThat(image).contains(version + "@sha256:"));
    }

    @Test
    void testsAsAJobOfTheSwarmAndTheirReports() throws Exception {
        WorkflowRun build = run(
                Result.SUCCESS,
                ", testMode: 'job', reports: '/reports', testCommand: \"sh -c 'mkdir /reports && echo ok >"
                        + " /reports/ok.txt && echo in the Swarm'\"\necho readFile('reports/ok.txt')");

        jenkins.assertLogContains("  in the Swarm", build);
        jenkins.assertLogContains("\nok\n", build);
    }

    @Test
    void redTestsLeaveNoImage() throws Exception {
        WorkflowRun build = run(Result.FAILURE, ", testCommand: 'false'");

        jenkins.assertLogContains("ended with 1; no image was built, and none was pushed", build);
        assertThat(ReleaseAction.released(build, "go-demo")).isEmpty();
    }
}
