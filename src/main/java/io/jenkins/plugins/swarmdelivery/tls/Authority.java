package io.jenkins.plugins.swarmdelivery.tls;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority of one's own that signs the certificates for mutual TLS with a router. Whoever has its key can make
 * certificates that control the router.
 *
 * @param identity the authority's own certificate and key
 */
public record Authority(Identity identity) {
    /** How long certificates of servers and clients are valid. */
    public static final Duration VALID = Duration.ofDays(825);

    private static final Duration AUTHORITY_VALID = Duration.ofDays(3650);
    /** The clocks of other machines may be behind this one. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private static final int SERIAL_BITS = 127;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * A certificate and its key, as PEM.
     *
     * @param key without a passphrase, as PKCS#8
     */
    public record Identity(String certificate, String key) {
        /** Does not show the key. */
        @Override
        public String toString() {
            return "identity of " + Authority.certificate(certificate).getSubjectX500Principal();
        }
    }

    /** Creates an authority with a new key. */
    public static Authority create(String name, Instant now) {
        KeyPair keys = keys();
        return new Authority(new Identity(selfSigned(new X500Principal("CN=" + name), keys, now), pem(keys)));
    }

    /**
     * The same authority with a certificate that begins now: certificates that it has signed stay valid, and clients
     * that know only its former certificate still trust them.
     */
    public Authority renewed(Instant now) {
        X509Certificate own = certificate(identity.certificate());
        KeyPair keys = new KeyPair(own.getPublicKey(), key());
        return new Authority(new Identity(selfSigned(own.getSubjectX500Principal(), keys, now), identity.key()));
    }

    /** Tells authorities apart by their public keys, so it stays when the certificate is renewed: SHA-256, in hex. */
    public String fingerprint() {
        return Sha256.hex(certificate(identity.certificate()).getPublicKey().getEncoded());
    }

    /** Issues the certificate of a server with this DNS name. */
    public Identity server(String name, Instant now) {
        return issue(name, KeyPurposeId.id_kp_serverAuth, now);
    }

    /** Issues the certificate of a client. */
    public Identity client(String name, Instant now) {
        return issue(name, KeyPurposeId.id_kp_clientAuth, now);
    }

    /**
     * When the first certificate of a PEM text ends.
     *
     * @throws RefusedException if it contains none
     */
    public static Instant end(String pem) {
        return certificate(pem).getNotAfter().toInstant();
    }

    private static X509Certificate certificate(String pem) {
        return Pem.certificates("certificate", pem).get(0);
    }

    private PrivateKey key() {
        return Pem.privateKey("key of the authority", identity.key());
    }

    private static String selfSigned(X500Principal name, KeyPair keys, Instant now) {
        return signed(() -> {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name, serial(), begin(now), Date.from(now.plus(AUTHORITY_VALID)), name, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            identify(builder, keys.getPublic(), keys.getPublic());
            return sign(builder, keys.getPrivate());
        });
    }

    private Identity issue(String name, KeyPurposeId purpose, Instant now) {
        X509Certificate issuer = certificate(identity.certificate());
        KeyPair keys = keys();
        String certificate = signed(() -> {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer.getSubjectX500Principal(),
                    serial(),
                    begin(now),
                    Date.from(now.plus(VALID)),
                    new X500Principal("CN=" + name),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
            identify(builder, keys.getPublic(), issuer.getPublicKey());
            return sign(builder, key());
        });
        return new Identity(certificate, pem(keys));
    }

    private static void identify(JcaX509v3CertificateBuilder builder, PublicKey subject, PublicKey issuer)
            throws GeneralSecurityException, CertIOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subject));
        builder.addExtension(Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuer));
    }

    private static String sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, IOException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "Ed25519";
                };
        return Pem.text(
                "CERTIFICATE",
                builder.build(new JcaContentSignerBuilder(algorithm).build(key)).getEncoded());
    }

    private interface Signing {
        String run() throws GeneralSecurityException, OperatorCreationException, IOException;
    }

    private static String signed(Signing signing) {
        try {
            return signing.run();
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new RefusedException("certificate: this Java cannot sign it with the authority's key: "
                    + e.getMessage() + "; use an EC, RSA or Ed25519 key");
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has elliptic curves", e);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
    }

    private static Date begin(Instant now) {
        return Date.from(now.minus(CLOCK_SKEW));
    }

    private static String pem(KeyPair keys) {
        return Pem.text("PRIVATE KEY", keys.getPrivate().getEncoded());
    }
}
