package io.jenkins.plugins.swarmdelivery.tls;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The authorities that a client without a certificate of its own trusts: those of this Java, and, as in Docker with a
 * registry's {@code ca.crt}, given ones.
 *
 * @param ca certificates of additional authorities, as PEM; empty for none
 */
public record ServerTrust(Optional<String> ca) {
    private static final String CA = "TLS CA certificate";
    /** Enough to recognize a file, but too little to reveal a secret. */
    private static final int EXCERPT = 30;

    /** Throws {@link RefusedException} if the text contains no certificates. */
    public ServerTrust {
        ca.ifPresent(pem -> Pem.certificates(CA, pem));
    }

    /**
     * Checks a user's certificates of authorities, which are stored where others can read them.
     *
     * @throws RefusedException if the text contains no certificates, or a private key
     */
    public static void check(String field, String pem) {
        if (pem.contains("PRIVATE KEY")) {
            throw new RefusedException(field + ": holds a private key; give the certificates of the authority alone,"
                    + " and take a new key where this one is used, for others may have seen it now");
        }
        try {
            Pem.certificates(field, pem);
        } catch (RefusedException e) {
            String begin = pem.strip().lines().findFirst().orElse("");
            String excerpt = begin.length() <= EXCERPT ? begin : begin.substring(0, EXCERPT) + "…";
            throw new RefusedException(e.getMessage() + "; what is there begins with \"" + excerpt + "\"");
        }
    }

    /** A new context; the caller verifies host names. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            if (ca.isEmpty()) {
                context.init(null, null, null);
                return context;
            }
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            add(trusted, "system-", ofThisJava());
            add(trusted, "ca-", Pem.certificates(CA, ca.get()));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new RefusedException(CA + ": this Java cannot use it: " + e.getMessage());
        }
    }

    private static List<X509Certificate> ofThisJava() throws GeneralSecurityException {
        TrustManagerFactory standard = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        standard.init((KeyStore) null);
        return Arrays.stream(standard.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private static void add(KeyStore store, String prefix, List<X509Certificate> authorities)
            throws GeneralSecurityException {
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry(prefix + i, authorities.get(i));
        }
    }
}
