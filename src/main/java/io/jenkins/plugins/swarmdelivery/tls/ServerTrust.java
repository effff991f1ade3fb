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
 * Whom a client that shows no certificate of its own believes to be the server: all whom this Java trusts, and, as
 * Docker does with a registry's {@code ca.crt}, given authorities beside them.
 *
 * @param ca certificates of these authorities, as PEM; empty: none beside
 */
public record ServerTrust(Optional<String> ca) {
    private static final String CA = "TLS CA certificate";
    /** Enough to tell a file from another one, and too little of anything that should not be told. */
    private static final int EXCERPT = 30;

    /** Throws {@link RefusedException} if the text holds no certificates. */
    public ServerTrust {
        ca.ifPresent(pem -> Pem.certificates(CA, pem));
    }

    /**
     * Checks what a person has given as certificates of authorities, where it is kept for all who may look.
     *
     * @throws RefusedException if it holds no certificates, or a private key
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

    /** A fresh context; host names are checked by whoever uses it. */
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
