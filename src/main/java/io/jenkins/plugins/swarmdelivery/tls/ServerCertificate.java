package io.jenkins.plugins.swarmdelivery.tls;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Sha256;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificate that a server shows its users, with its chain and its key. Nothing but {@link #pem} shows the key. */
public final class ServerCertificate {
    private static final int DNS_NAME = 2;
    private static final int HASH_BYTES = 4;
    private static final String ANY = "*.";
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,]+)");

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    /** A text and where it is from, for messages. */
    public record Source(String field, String pem) {
        /** Does not show what may be a key. */
        @Override
        public String toString() {
            return field;
        }
    }

    /**
     * Reads PEM as openssl and certbot write it. What stands between its parts is left out.
     *
     * @param certificates the server's own, then each authority after the one that it has signed
     * @param key may be in the same text
     * @throws RefusedException if they cannot be read, or do not belong together
     */
    public static ServerCertificate read(Source certificates, Source key) {
        List<X509Certificate> chain = Pem.certificates(certificates.field(), certificates.pem());
        PrivateKey secret = Pem.privateKey(key.field(), key.pem());
        if (!TlsMaterial.match(secret, chain.get(0).getPublicKey())) {
            throw new RefusedException(key.field() + ": is not the key of the first certificate; give the two that were"
                    + " made together, and put the server's certificate before those of its authorities");
        }
        for (int i = 1; i < chain.size(); i++) {
            requireSigned(certificates.field(), chain, i);
        }
        return new ServerCertificate(chain, secret);
    }

    private static void requireSigned(String field, List<X509Certificate> chain, int issuer) {
        try {
            chain.get(issuer - 1).verify(chain.get(issuer).getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new RefusedException(field + ": certificate " + (issuer + 1) + " has not signed certificate " + issuer
                    + "; put the server's certificate first, then each authority after the one that it has signed");
        }
    }

    /** From when it is valid. */
    public Instant begin() {
        return chain.get(0).getNotBefore().toInstant();
    }

    /** Until when it is valid. */
    public Instant end() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /** Whether the certificates of its authorities are there, or it needs none. */
    public boolean isComplete() {
        X509Certificate own = chain.get(0);
        return chain.size() > 1 || own.getSubjectX500Principal().equals(own.getIssuerX500Principal());
    }

    /** Its own certificate first. */
    public List<X509Certificate> chain() {
        return List.copyOf(chain);
    }

    /** The SHA-1 of its own certificate, in hex, as HAProxy writes it. */
    public String fingerprint() {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1")
                            .digest(chain.get(0).getEncoded()));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1, and the certificate was decoded", e);
        }
    }

    /** Tells certificates with their chains apart: eight hex digits, which tell nothing of the key. */
    public String hash() {
        return Sha256.hex(certificates(), HASH_BYTES);
    }

    /** Its host names in lower case, sorted; its common name if it has no others. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        try {
            Collection<List<?>> all = chain.get(0).getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (name.get(0).equals(DNS_NAME)) {
                    names.add(name.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            // Then it has none that a browser could read.
        }
        Matcher common =
                COMMON_NAME.matcher(chain.get(0).getSubjectX500Principal().getName());
        if (names.isEmpty() && common.find()) {
            names.add(common.group(1).toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /** Those of the given names that browsers would not accept it for, sorted. */
    public List<String> lacks(Collection<String> wanted) {
        Set<String> names = names();
        List<String> lacking = new ArrayList<>();
        for (String name : new TreeSet<>(wanted)) {
            String lower = name.toLowerCase(Locale.ROOT);
            int dot = lower.indexOf('.');
            boolean inWildcard = dot > 0 && !lower.startsWith(ANY) && names.contains("*" + lower.substring(dot));
            if (!names.contains(lower) && !inWildcard) {
                lacking.add(name);
            }
        }
        return lacking;
    }

    /** The algorithm of its key, e.g. {@code RSA}. */
    public String algorithm() {
        return key.getAlgorithm();
    }

    /** Its certificates, then its key as PKCS#8, without an empty line. */
    public String pem() {
        return certificates() + Pem.text("PRIVATE KEY", key.getEncoded());
    }

    private String certificates() {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : chain) {
                text.append(Pem.text("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the certificate was decoded", e);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "certificate of " + chain.get(0).getSubjectX500Principal();
    }
}
