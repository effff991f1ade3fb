package io.jenkins.plugins.swarmdelivery.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.nio.file.Path;
import java.security.Security;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** In Jenkins BouncyCastle is one of Java's providers, and gives keys names of its own. */
@WithJenkins
class KeysInJenkinsTest {
    @TempDir
    Path folder;

    @Test
    void everyKindOfKeyIsKnownAsThatOfItsCertificate(JenkinsRule jenkins) throws Exception {
        assertThat(Security.getProvider("BC")).isNotNull();
        for (String kind :
                new String[] {"-keyalg EC -groupname secp256r1", "-keyalg RSA -keysize 2048", "-keyalg Ed25519"}) {
            TestCertificates client = TestCertificates.make(folder, kind, "ip:127.0.0.1");

            TlsMaterial material = client.trusting(client);

            assertThat(material.context().getProtocol()).isEqualTo("TLS");
        }
    }
}
