package io.jenkins.plugins.swarmdelivery.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.fingerprints.NodeCredentialsFingerprintFacet;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Fingerprint;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An administrator sees on the page of credentials that they are in use, before removing them. */
class CredentialsUsageTest extends SharedJenkins {
    @Test
    void connectionLeavesItsTraceAtTheCredentials(@TempDir Path folder) throws Exception {
        TestCertificates certificates = TestCertificates.make(folder, "-keyalg EC -groupname secp256r1", "dns:client");
        StandardCredentials client = new DockerServerCredentials(
                CredentialsScope.SYSTEM,
                "client",
                "",
                Secret.fromString(certificates.keyPem()),
                certificates.certificatePem(),
                certificates.certificatePem());
        StandardCredentials login = new UsernamePasswordCredentialsImpl(
                CredentialsScope.SYSTEM, "login", "", "anna", "a-long-password-for-fips");
        StandardCredentials unused = new UsernamePasswordCredentialsImpl(
                CredentialsScope.SYSTEM, "unused", "", "bert", "a-long-password-for-fips");
        SystemCredentialsProvider.getInstance().getCredentials().addAll(List.of(client, login, unused));
        SwarmCluster cluster = new SwarmCluster("staging", "tcp://127.0.0.1:1");
        cluster.setCredentialsId("client");
        cluster.setRegistryServer("registry.example");
        cluster.setRegistryCredentialsId("login");

        new DockerClusters().connection(cluster).close();

        assertThat(uses(client)).isOne();
        assertThat(uses(login)).isOne();
        assertThat(uses(unused)).isZero();
    }

    private static long uses(StandardCredentials credentials) throws Exception {
        Fingerprint fingerprint = CredentialsProvider.getFingerprintOf(credentials);
        return fingerprint == null
                ? 0
                : fingerprint.getFacets().stream()
                        .filter(NodeCredentialsFingerprintFacet.class::isInstance)
                        .count();
    }
}
