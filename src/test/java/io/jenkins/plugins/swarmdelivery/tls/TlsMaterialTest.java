package io.jenkins.plugins.swarmdelivery.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.file.Path;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.EncryptedPrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsMaterialTest {
    private static final String EC = "-keyalg EC -groupname secp256r1";

    @TempDir
    private static Path folder;

    private static TestCertificates engine;
    private static TestCertificates client;
    private static TestCertificates stranger;

    @BeforeAll
    static void makeCertificates() throws Exception {
        engine = TestCertificates.make(folder, EC, "ip:127.0.0.1");
        client = TestCertificates.make(folder, EC, "dns:client");
        stranger = TestCertificates.make(folder, EC, "dns:stranger");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-keyalg EC -groupname secp256r1",
                "-keyalg EC -groupname secp384r1",
                "-keyalg EC -groupname secp521r1",
                "-keyalg RSA -keysize 2048",
                "-keyalg RSA -keysize 3072",
                "-keyalg Ed25519",
            })
    void readsKeysThatOpensslCreates(String kind) throws Exception {
        TestCertificates made = TestCertificates.make(folder, kind, "dns:client");

        assertThat(Pem.privateKey("key", made.keyPem())).isEqualTo(made.key());
        made.trusting(engine).context();
        if (kind.contains("RSA")) {
            String pkcs1 =
                    TestCertificates.pem("RSA PRIVATE KEY", inner(made.key().getEncoded()));
            assertThat(Pem.privateKey("key", pkcs1)).isEqualTo(made.key());
        }
    }

    /** As in Jenkins: its bouncycastle-api plugin registers the provider. */
    @ParameterizedTest
    @ValueSource(strings = {"-keyalg EC -groupname secp256r1", "-keyalg RSA -keysize 2048", "-keyalg Ed25519"})
    void readsKeysWithBouncyCastleAsProvider(String kind) throws Exception {
        TestCertificates made = TestCertificates.make(folder, kind, "dns:client");
        boolean added = Security.addProvider(new BouncyCastleProvider()) != -1;
        try {
            made.trusting(engine).context();
        } finally {
            if (added) {
                Security.removeProvider(BouncyCastleProvider.PROVIDER_NAME);
            }
        }
    }

    @Test
    void readsAChainWithSurroundingText() throws Exception {
        String chain = "Certificate:\n    Data: Version 3\n" + engine.certificatePem() + "and\r\n"
                + client.certificatePem().replace("\n", "\r\n");

        assertThat(Pem.certificates("CA", chain)).hasSize(2);
    }

    @Test
    void refusesIncompleteMaterial() throws Exception {
        String certificate = client.certificatePem();
        String key = client.keyPem();

        assertThatThrownBy(() -> new TlsMaterial("", certificate, key))
                .isInstanceOf(RefusedException.class)
                .hasMessage("TLS CA certificate: missing; mutual TLS needs all three:"
                        + " CA certificate, client certificate and client key");
        assertThatThrownBy(() -> new TlsMaterial(certificate, null, key))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("TLS client certificate: missing");
        assertThatThrownBy(() -> new TlsMaterial(certificate, certificate, " "))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("TLS client key: missing");
    }

    @Test
    void refusesAKeyOfAnotherCertificate() throws Exception {
        assertThatThrownBy(() -> new TlsMaterial(engine.certificatePem(), client.certificatePem(), stranger.keyPem()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not the key of the client certificate");
    }

    @Test
    void refusesAKeyWithAPassphrase() throws Exception {
        byte[] wrapped = new EncryptedPrivateKeyInfo("PBEWithMD5AndDES", new byte[64]).getEncoded();
        String encrypted = TestCertificates.pem("ENCRYPTED PRIVATE KEY", wrapped);

        assertThatThrownBy(() -> new TlsMaterial(engine.certificatePem(), client.certificatePem(), encrypted))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("has a passphrase", "openssl pkey");
    }

    @Test
    void neverShowsTheKey() throws Exception {
        String damaged = client.keyPem().replaceFirst("\n", "\nAAAA");
        String secret = client.keyPem().lines().skip(1).findFirst().orElseThrow();

        assertThat(client.trusting(engine).toString()).doesNotContain(secret).contains("CN=test");
        assertThatThrownBy(() -> new TlsMaterial(engine.certificatePem(), client.certificatePem(), damaged))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("cannot be read")
                .hasMessageNotContaining(secret)
                .hasNoCause();
    }

    /** A PKCS#8 key ends with the key of its own kind, in an octet string; a long one's length takes two bytes. */
    private static byte[] inner(byte[] pkcs8) {
        int start = 26;
        return Arrays.copyOfRange(pkcs8, start, pkcs8.length);
    }
}
