package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.jenkins.steps.BuildEngineInMemory;
import io.jenkins.plugins.swarmdelivery.registry.StubRegistry;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;

/** A registry whose certificate is signed by a private authority, queried from the controller and from an agent. */
class RegistryCaTest extends SharedJenkins {
    private static final StubRegistry.Answer MANIFEST = StubRegistry.Answer.manifest(
            "application/vnd.oci.image.manifest.v1+json",
            "{\"config\":{\"digest\":\"sha256:c\",\"size\":7},\"layers\":[{\"digest\":\"sha256:l\",\"size\":35}]}");

    private static TestCertificates certificates;
    private static StubRegistry registry;

    @BeforeAll
    static void begin(@TempDir Path folder) throws Exception {
        certificates = StubRegistry.certificates(folder);
        registry = new StubRegistry(certificates)
                .on("GET /v2/go-demo/manifests/" + MANIFEST.digest(), MANIFEST)
                .on("HEAD /v2/go-demo/manifests/tested", MANIFEST);
    }

    @BeforeEach
    void configure() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new DockerServerCredentials(
                        CredentialsScope.GLOBAL,
                        "client",
                        "",
                        Secret.fromString(certificates.keyPem()),
                        certificates.certificatePem(),
                        certificates.certificatePem()));
        agent("remote");
    }

    @Override
    protected boolean keepsAgents() {
        return true;
    }

    @AfterAll
    static void end() {
        registry.close();
    }

    private static SwarmCluster cluster(String ca) {
        SwarmCluster cluster = new SwarmCluster("staging", List.of("tcp://127.0.0.1:1"));
        cluster.setCredentialsId("client");
        cluster.setAllowPlaintext(true);
        cluster.setRequireMark("tested");
        if (!ca.isEmpty()) {
            ClusterRegistry own = new ClusterRegistry("localhost:" + registry.port(), "");
            own.setCa(ca);
            cluster.setRegistries(List.of(own));
        }
        return cluster;
    }

    private static ImageReference image() {
        return ImageReference.parse("localhost:" + registry.port() + "/go-demo");
    }

    private static List<String> objections(String ca) {
        try (Connection connection = Connection.open(ClusterReader.settings(cluster(ca)), Clock.systemUTC())) {
            return connection.registry(Optional.empty()).objections(image().withDigest(MANIFEST.digest()));
        }
    }

    @Test
    void controllerReadsMarks() throws Exception {
        assertThat(objections(certificates.certificatePem())).isEmpty();
        assertThatThrownBy(() -> objections(""))
                .isInstanceOf(SwarmException.class)
                .hasMessageContaining("certificate");
    }

    @ParameterizedTest
    @CsvSource({"remote, true", "built-in, true", "remote, false"})
    void readsTheSizeIfTheAuthorityIsTrusted(String where, boolean trusted) throws Exception {
        SwarmDeliveryConfiguration.get().setClusters(List.of(cluster(trusted ? certificates.certificatePem() : "")));
        try (BuildEngineInMemory engine = new BuildEngineInMemory().pushesAre(MANIFEST.digest())) {
            WorkflowJob job = job("node('" + where + "') {\nwriteFile file: 'Dockerfile', text: 'FROM scratch'\n"
                    + "def made = swarmBuildTestImage(cluster: 'staging', image: '" + image()
                    + "', version: '1.7', builder: 'classic', engine: '" + engine.address() + "')\n"
                    + "echo \"its size is ${made.size}\"\n}");

            WorkflowRun build = jenkins.buildAndAssertSuccess(job);

            jenkins.assertLogContains("its size is " + (trusted ? "42" : "null"), build);
            assertThat(JenkinsRule.getLog(build).contains("is unknown: ")).isEqualTo(!trusted);
        }
    }

    @Test
    void formAndSaveRefuseAnInvalidAuthority() throws Exception {
        for (List<String> wrong : List.of(
                List.of("ssh-rsa AAAA", "holds no certificate", "BEGIN CERTIFICATE", "ssh-rsa AAAA"),
                List.of(certificates.certificatePem() + certificates.keyPem(), "holds a private key", "new key"))) {
            FormValidation shown = ((ClusterRegistry.DescriptorImpl)
                            jenkins.jenkins.getDescriptorOrDie(ClusterRegistry.class))
                    .doCheckCa(wrong.get(0), "");

            assertThat(shown.kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(shown.getMessage()).contains(wrong.subList(1, wrong.size()));
            assertThatThrownBy(() -> SwarmDeliveryConfiguration.get().setClusters(List.of(cluster(wrong.get(0)))))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("cluster staging: registries[0].ca: ", wrong.get(1))
                    .hasMessageNotContaining(
                            certificates.keyPem().lines().toList().get(1));
        }
    }

    /** Someone edited the settings file, which is not validated when it is loaded. */
    @Test
    void checksTheAuthorityAgainOnUse() {
        assertThatThrownBy(() -> objections("none"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("registries[0].ca: holds no certificate");
    }
}
