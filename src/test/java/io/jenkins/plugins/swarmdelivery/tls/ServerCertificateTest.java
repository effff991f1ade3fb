package io.jenkins.plugins.swarmdelivery.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.Authority.Identity;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificateTest {
    private final Authority authority = Authority.create("users", Instant.now());
    private final Identity identity = authority.server("Shop.lab", Instant.now());

    private static ServerCertificate read(String certificates, String key) {
        return ServerCertificate.read(new Source("--certificate", certificates), new Source("--key", key));
    }

    @Test
    void oneFileOrTwoWithWhateverStandsBetween() {
        String ca = authority.identity().certificate();
        ServerCertificate one = read(
                "Bag Attributes\n" + identity.certificate() + "\n\nsubject=x\n" + ca + identity.key(),
                identity.key() + identity.certificate());
        assertThat(one.pem())
                .isEqualTo(read(identity.certificate() + ca, identity.key()).pem())
                .doesNotContain("\n\n", "subject");
        assertThat(one.chain()).hasSize(2);
        assertThat(one.names()).containsExactly("shop.lab");
        assertThat(one.isComplete()).isTrue();
        assertThat(one.hash())
                .hasSize(8)
                .isNotEqualTo(read(identity.certificate(), identity.key()).hash());
        assertThat(read(identity.certificate(), identity.key()).isComplete()).isFalse();
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() {
        Identity other = authority.server("shop.lab", Instant.now());
        String ca = authority.identity().certificate();
        assertRefused(identity.certificate(), other.key(), "--key: is not the key of the first certificate");
        assertRefused(ca + identity.certificate(), identity.key(), "--key: is not the key of the first certificate");
        assertRefused(
                identity.certificate()
                        + Authority.create("users", Instant.now()).identity().certificate(),
                identity.key(),
                "--certificate: certificate 2 has not signed certificate 1");
        assertRefused(identity.certificate(), identity.certificate(), "--key: holds no private key");
        assertRefused(identity.key(), identity.key(), "--certificate: holds no certificate");
    }

    private static void assertRefused(String certificates, String key, String message) {
        assertThatThrownBy(() -> read(certificates, key))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void namesAreThoseThatBrowsersAccept(@TempDir Path folder) throws Exception {
        TestCertificates made = TestCertificates.make(
                folder, "-keyalg EC -groupname secp256r1", "dns:shop.lab,dns:*.shop.lab,ip:127.0.0.1");
        ServerCertificate certificate = read(made.certificatePem(), made.keyPem());
        assertThat(certificate.names()).containsExactly("*.shop.lab", "shop.lab");
        assertThat(certificate.lacks(List.of("SHOP.lab", "www.shop.lab", "*.shop.lab")))
                .isEmpty();
        assertThat(certificate.lacks(List.of("a.b.shop.lab", "*.lab", "blog.lab", "lab")))
                .containsExactly("*.lab", "a.b.shop.lab", "blog.lab", "lab");
        assertThat(certificate.isComplete()).as("it has signed itself").isTrue();
    }

    @Test
    void commonNameCountsWithoutOtherNames(@TempDir Path folder) throws Exception {
        TestCertificates made = TestCertificates.make(folder, "-keyalg RSA -keysize 2048", "ip:127.0.0.1");
        ServerCertificate certificate = read(made.certificatePem(), made.keyPem());
        assertThat(certificate.names()).containsExactly("test");
        assertThat(certificate.algorithm()).isEqualTo("RSA");
        assertThat(certificate.toString()).isEqualTo("certificate of CN=test");
    }
}
