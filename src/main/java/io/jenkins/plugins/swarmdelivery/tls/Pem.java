package io.jenkins.plugins.swarmdelivery.tls;

import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Certificates and keys from PEM texts as openssl writes them. BouncyCastle reads the texts and the JDK makes the keys
 * of them, so that no provider is registered: a plugin must not do that to the whole process.
 */
final class Pem {
    private Pem() {}

    /** At least one, in their order. */
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
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (part instanceof PrivateKeyInfo key) {
                    return new JcaPEMKeyConverter().getPrivateKey(key);
                }
            }
        } catch (RefusedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The cause is left out on purpose: it may quote the key.
            throw new RefusedException(
                    field + ": cannot be read; give an RSA, EC or Ed25519 key, e.g. from: openssl pkey -in key.pem");
        }
        throw new RefusedException(field + ": holds no private key; give it as PEM, with its BEGIN PRIVATE KEY line");
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
}
