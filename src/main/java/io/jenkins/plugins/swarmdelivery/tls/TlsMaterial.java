package io.jenkins.plugins.swarmdelivery.tls;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.io.Serializable;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificates and key for mutual TLS with a Docker Engine or a router, as PEM. Kept in memory; messages never show
 * the key.
 *
 * @param ca certificates of the authorities that may have signed the server's certificate
 * @param certificate of the client, followed by its intermediate authorities, if any
 * @param key of the client, without a passphrase: PKCS#8, PKCS#1 or SEC1
 */
public record TlsMaterial(String ca, String certificate, String key) implements Serializable {
    private static final String CA = "TLS CA certificate";
    private static final String CERTIFICATE = "TLS client certificate";
    private static final String KEY = "TLS client key";

    /**
     * The store never leaves memory, so a password would add nothing. By default, Java would protect the key with ten
     * thousand rounds of hashing, a third of a short command's processor time.
     */
    private static final KeyStore.PasswordProtection UNPROTECTED = new KeyStore.PasswordProtection(
            new char[0], "PBEWithHmacSHA256AndAES_256", new PBEParameterSpec(new byte[8], 1));

    /** @throws RefusedException if a part is missing, unreadable, or does not match the others */
    public TlsMaterial {
        check(CA, ca);
        check(CERTIFICATE, certificate);
        check(KEY, key);
        Pem.certificates(CA, ca);
        if (!match(
                Pem.privateKey(KEY, key),
                Pem.certificates(CERTIFICATE, certificate).get(0).getPublicKey())) {
            throw new RefusedException(
                    KEY + ": is not the key of the client certificate; give the two that were made together");
        }
    }

    /** A new context that trusts only these authorities; the caller verifies host names. */
    public SSLContext context() {
        try {
            KeyStore trusted = empty();
            List<X509Certificate> authorities = Pem.certificates(CA, ca);
            for (int i = 0; i < authorities.size(); i++) {
                trusted.setCertificateEntry("ca-" + i, authorities.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);

            KeyStore own = empty();
            X509Certificate[] chain = Pem.certificates(CERTIFICATE, certificate).toArray(X509Certificate[]::new);
            own.setEntry("client", new KeyStore.PrivateKeyEntry(Pem.privateKey(KEY, key), chain), UNPROTECTED);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, UNPROTECTED.getPassword());

            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new RefusedException("TLS material: this Java cannot use it: " + e.getMessage());
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Otherwise, the only symptom of a mismatch is that the engine drops the connection. */
    static boolean match(PrivateKey secret, PublicKey shown) {
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        try {
            byte[] sample = new byte[32];
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static void check(String field, String pem) {
        if (pem == null || pem.isBlank()) {
            throw new RefusedException(
                    field, null, "mutual TLS needs all three: CA certificate, client certificate and client key");
        }
    }

    @Override
    public String toString() {
        return "TLS material of "
                + Pem.certificates(CERTIFICATE, certificate).get(0).getSubjectX500Principal();
    }
}
