package io.jenkins.plugins.swarmdelivery.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key and its self-signed certificate, created with the JDK's keytool: the sources contain no keys, and nothing
 * expires.
 */
public final class TestCertificates {
    /** An authority's certificate; nobody has its key. */
    public static final String AUTHORITY = """
            -----BEGIN CERTIFICATE-----
            MIIBkTCCATegAwIBAgIUM8aVZp6pMQKio6D+k5HWYe7AQoAwCgYIKoZIzj0EAwIw
            HTEbMBkGA1UEAwwScmVnaXN0cnkgYXV0aG9yaXR5MCAXDTI2MTEyMTE4NTQ0OFoY
            DzIxMjYxMDI4MTg1NDQ4WjAdMRswGQYDVQQDDBJyZWdpc3RyeSBhdXRob3JpdHkw
            WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQVWh4g0dxdYNbzMiWFzhYQ7mWDAymb
            AYxOc312wMGw/7n3/58v9BhqtISnoz2v4m03Z7WgzlqZqa8LtoE/K9Sbo1MwUTAd
            BgNVHQ4EFgQUeJKXV1EsYEhBaPkNlt1okgnArqMwHwYDVR0jBBgwFoAUeJKXV1Es
            YEhBaPkNlt1okgnArqMwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBF
            AiEAgNQUVk9Uz/7IP3mR7tRPviDA0d+m3tszl2RJSkB1JSYCIBCEscr0h5HIg3ah
            X7azf5CpWxlx04UYRXQEMl28JzX7
            -----END CERTIFICATE-----""";

    /** What this process has made: keytool is a Java of its own, and takes a second. */
    private static final Map<String, TestCertificates> MADE = new HashMap<>();

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "only";

    private final KeyStore store;

    private TestCertificates(KeyStore store) {
        this.store = store;
    }

    /**
     * Always the same for a kind and a name.
     *
     * @param folder for a file that keytool writes
     * @param kind options of keytool, e.g. {@code -keyalg EC -groupname secp256r1}
     * @param name the subject alternative name, e.g. {@code ip:127.0.0.1}
     */
    public static synchronized TestCertificates make(Path folder, String kind, String name)
            throws IOException, GeneralSecurityException {
        String key = kind + " " + name;
        if (!MADE.containsKey(key)) {
            MADE.put(key, new TestCertificates(keytool(folder, kind, name)));
        }
        return MADE.get(key);
    }

    private static KeyStore keytool(Path folder, String kind, String name)
            throws IOException, GeneralSecurityException {
        Path file = Files.createTempFile(folder, "keys", ".p12");
        Files.delete(file);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                ALIAS,
                "-dname",
                "CN=test",
                "-ext",
                "san=" + name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString()));
        command.addAll(List.of(kind.split(" ")));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException(said);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    public Key key() throws GeneralSecurityException {
        return store.getKey(ALIAS, PASSWORD.toCharArray());
    }

    public String keyPem() throws GeneralSecurityException {
        return pem("PRIVATE KEY", key().getEncoded());
    }

    public String certificatePem() throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate().getEncoded());
    }

    /** Material that sends this certificate to an engine with the other one. */
    public TlsMaterial trusting(TestCertificates engine) throws GeneralSecurityException {
        return new TlsMaterial(engine.certificatePem(), certificatePem(), keyPem());
    }

    /** The context of an engine with this certificate that admits the other one. */
    public SSLContext admitting(TestCertificates client) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("client", client.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    public static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private Certificate certificate() throws GeneralSecurityException {
        return store.getCertificate(ALIAS);
    }
}
