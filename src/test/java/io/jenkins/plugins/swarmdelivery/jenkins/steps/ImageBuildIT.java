package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.FilePath;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterRegistry;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import java.util.List;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** go-demo, really built on an agent, with a running lab. */
@WithJenkins
class ImageBuildIT {
    private final String version = "jenkins-" + Long.toHexString(System.nanoTime());
    private JenkinsRule jenkins;

    @BeforeEach
    void begin(JenkinsRule rule) throws Exception {
        jenkins = rule;
        var credentials = SystemCredentialsProvider.getInstance().getCredentials();
        credentials.add(new DockerServerCredentials(
                CredentialsScope.GLOBAL,
                "client",
                "",
                Secret.fromString(LAB.text("clientKey")),
                LAB.text("clientCert"),
                LAB.text("caFile")));
        credentials.add(new UsernamePasswordCredentialsImpl(
                CredentialsScope.GLOBAL, "registry", "", LAB.property("registryUser"), LAB.password()));
        SwarmCluster staging = new SwarmCluster(
                "staging", List.of(LAB.property("staging.managers").split(",")));
        staging.setCredentialsId("client");
        staging.setNodePort(2376);
        ClusterRegistry registry = new ClusterRegistry(LAB.property("registry"), "registry");
        registry.setCa(LAB.text("caFile"));
        staging.setRegistries(List.of(registry));
        staging.setPlacement(List.of("node.labels.env==prod-like"));
        SwarmDeliveryConfiguration.get().setClusters(List.of(staging));
    }

    /** @param tests further parameters of the tests */
    private WorkflowRun run(Result expected, String tests, String after) throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("remote"));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        FilePath workspace = agent.getWorkspaceFor(job);
        new FilePath(LAB.project().resolve("examples/go-demo").toFile()).copyRecursiveTo(workspace);
        job.setDefinition(new CpsFlowDefinition(
                "node('remote') {\ndef made = swarmBuildTestImage cluster: 'staging', image: '"
                        + LAB.property("goDemoImage") + "', version: '" + version + "', engine: '"
                        + LAB.property("staging.managers") + "', engineCredentialsId: 'client',"
                        + " tests: [dockerfile: 'Dockerfile.test'" + tests + "], buildArgs: ['BASE="
                        + LAB.property("busyboxImage")
                        + "', 'VERSION=" + version + "']" + after
                        + "\necho \"made ${made}\"\n}",
                true));
        WorkflowRun build = jenkins.buildAndAssertStatus(expected, job);
        jenkins.assertLogNotContains(LAB.password(), build);
        return build;
    }

    @Test
    void runsTestsInAContainerBeforeTheImage() throws Exception {
        WorkflowRun build = run(Result.SUCCESS, "", "");

        assertThat(ReleaseAction.released(build, "go-demo"))
                .hasValueSatisfying(image -> assertThat(image).contains(version + "@sha256:"));
    }

    @Test
    void runsTestsAsASwarmJobWithReports() throws Exception {
        WorkflowRun build = run(
                Result.SUCCESS,
                ", mode: 'job', reports: '/reports', command: \"sh -c 'mkdir /reports && echo ok >"
                        + " /reports/ok.txt && echo in the Swarm'\"",
                "\necho readFile('reports/ok.txt')");

        jenkins.assertLogContains("  in the Swarm", build);
        jenkins.assertLogContains("\nok\n", build);
    }

    @Test
    void buildsNoImageIfTestsFail() throws Exception {
        WorkflowRun build = run(Result.FAILURE, ", command: 'false'", "");

        jenkins.assertLogContains("ended with 1; no image was built or pushed", build);
        assertThat(ReleaseAction.released(build, "go-demo")).isEmpty();
    }
}
