package io.jenkins.plugins.swarmdelivery.tls;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Reads certificates and keys from PEM as openssl writes it, and writes PEM. BouncyCastle parses the text and the JDK
 * creates the keys, so that no provider is registered: a plugin must not change that for the whole process.
 */
final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    /** At least one, in order. */
    static List<X509Certificate> certificates(String field, String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Object part : parts(pem)) {
                if (part instanceof X509CertificateHolder holder) {
                    certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        } catch (IOException | CertificateException | RuntimeException e) {
            throw new RefusedException(field + ": cannot be read (" + e.getMessage() + "); give it as PEM");
        }
        if (certificates.isEmpty()) {
            throw new RefusedException(
                    field + ": holds no certificate; give it as PEM, with its BEGIN CERTIFICATE line");
        }
        return certificates;
    }

    /** The first private key: PKCS#8, PKCS#1 (RSA) or SEC1 (EC). */
    static PrivateKey privateKey(String field, String pem) {
        try {
            for (Object part : parts(pem)) {
                if (part instanceof PEMEncryptedKeyPair || part instanceof PKCS8EncryptedPrivateKeyInfo) {
                    throw new RefusedException(
                            field + ": has a passphrase; remove it with: openssl pkey -in key.pem -out plain-key.pem");
                }
                if (part instanceof PEMKeyPair pair) {
                    return key(pair.getPrivateKeyInfo());
                }
                if (part instanceof PrivateKeyInfo info) {
                    return key(info);
                }
            }
        } catch (RefusedException e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // The cause is omitted on purpose: it may quote the key.
            throw new RefusedException(
                    field + ": cannot be read; give an RSA, EC or Ed25519 key, e.g. from: openssl pkey -in key.pem");
        }
        throw new RefusedException(field + ": holds no private key; give it as PEM, with its BEGIN PRIVATE KEY line");
    }

    /** Always a key of the JDK: if BouncyCastle is installed, requesting "ECDSA" returns one of its own keys. */
    private static PrivateKey key(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
        ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
        String name = X9ObjectIdentifiers.id_ecPublicKey.equals(kind) ? "EC" : kind.getId();
        return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    private static List<Object> parts(String pem) throws IOException {
        List<Object> parts = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** PEM of one part, e.g. of kind {@code CERTIFICATE}. */
    static String text(String kind, byte[] der) {
        String lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }
}
