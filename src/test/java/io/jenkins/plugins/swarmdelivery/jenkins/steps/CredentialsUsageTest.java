package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Fingerprint;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterRegistry;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** The page of credentials shows administrators which builds used them, before they are removed. */
class CredentialsUsageTest extends SharedJenkins {
    @TestExtension
    public static class Connector extends ClusterInMemory {}

    private static StandardCredentials added(String id) throws Exception {
        StandardCredentials made = new UsernamePasswordCredentialsImpl(
                CredentialsScope.SYSTEM, id, "", "anna", "a-long-password-for-fips");
        SystemCredentialsProvider.getInstance().getCredentials().add(made);
        return made;
    }

    @Test
    void deliveryTracksTheClustersCredentials() throws Exception {
        ClusterInMemory.begin();
        ClusterInMemory.fake.deliver("1.0");
        StandardCredentials client = added("client");
        StandardCredentials login = added("login");
        StandardCredentials unused = added("unused");
        SwarmCluster cluster = SwarmDeliveryConfiguration.get().cluster("staging");
        cluster.setCredentialsId("client");
        cluster.setRegistries(List.of(new ClusterRegistry("registry:5000", "login")));

        WorkflowRun build = jenkins.buildAndAssertSuccess(job("swarmBlueGreenDeploy(cluster: 'staging',"
                + " application: 'go-demo', image: 'registry:5000/go-demo:2.0') {}"));

        assertThat(knows(client, build)).isTrue();
        assertThat(knows(login, build)).isTrue();
        assertThat(knows(unused, build)).isFalse();
    }

    private static boolean knows(StandardCredentials credentials, WorkflowRun build) throws Exception {
        Fingerprint fingerprint = CredentialsProvider.getFingerprintOf(credentials);
        return fingerprint != null && fingerprint.getRangeSet(build.getParent()).includes(build.getNumber());
    }
}
