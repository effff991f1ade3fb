package io.jenkins.plugins.swarmdelivery.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final String SCALAR = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String P256 = "a00a06082a8648ce3d030107";

    @Test
    void readsAnEcKeyWrittenByOpensslEcparam() {
        byte[] sec1 = HexFormat.of().parseHex("3031" + "020101" + "0420" + SCALAR + P256);
        String parameters = TestCertificates.pem("EC PARAMETERS", HexFormat.of().parseHex("06082a8648ce3d030107"));

        PrivateKey key = Pem.privateKey("key", parameters + TestCertificates.pem("EC PRIVATE KEY", sec1));

        assertThat(((ECPrivateKey) key).getS()).isEqualTo(new BigInteger(SCALAR, 16));
    }

    @Test
    void readsAnEcKeyWithItsPublicKey() {
        String point = "a144034200" + "04" + "ab".repeat(64);
        byte[] sec1 = HexFormat.of().parseHex("3077" + "020101" + "0420" + SCALAR + P256 + point);

        assertThat(((ECPrivateKey) Pem.privateKey("key", TestCertificates.pem("EC PRIVATE KEY", sec1))).getS())
                .isEqualTo(new BigInteger(SCALAR, 16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void readsPkcs8(String algorithm) throws Exception {
        PrivateKey key =
                KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();

        assertThat(Pem.privateKey("key", TestCertificates.pem("PRIVATE KEY", key.getEncoded()))
                        .getEncoded())
                .isEqualTo(key.getEncoded());
    }

    @Test
    void readsPkcs1() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
        int wrapper = 26; // bytes of PKCS#8 around a 2048-bit key

        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, wrapper, pkcs8.length);

        assertThat(Pem.privateKey("key", TestCertificates.pem("RSA PRIVATE KEY", pkcs1))
                        .getEncoded())
                .isEqualTo(pkcs8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no PEM",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nMDE=\n-----END EC PRIVATE KEY-----"
            })
    void refusesUnusableKeys(String pem) {
        assertThatThrownBy(() -> Pem.privateKey("router key", pem))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("router key: ");
    }

    @Test
    void refusesTextWithoutCertificates() {
        assertThatThrownBy(() ->
                        Pem.certificates("router CA", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Pem.certificates("router CA", "")).hasMessageContaining("BEGIN CERTIFICATE");
    }
}
