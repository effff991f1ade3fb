package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Connects as users do, and accepts one certificate only, with its chain. */
final class UserHandshake {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final ServerCertificate certificate;
    private final List<SNIHostName> hosts;

    UserHandshake(ServerCertificate certificate) {
        this.certificate = certificate;
        this.hosts = certificate.names().stream()
                .flatMap(name -> host(name.replaceFirst("^\\*\\.", "www.")).stream())
                .toList();
    }

    /** Whether the certificate has a name to ask for. */
    boolean isPossible() {
        return !hosts.isEmpty();
    }

    /**
     * Finds a host name for which a replica shows users the certificate. Another one may win for some of its names.
     *
     * @param address of its port for HTTPS
     * @return empty if it shows others for all names
     * @throws IOException if it cannot be reached, or makes no handshake
     */
    Optional<String> find(InetSocketAddress address) throws IOException {
        for (SNIHostName host : hosts) {
            if (shows(address, host)) {
                return Optional.of(host.getAsciiName());
            }
        }
        return Optional.empty();
    }

    /** Empty for what no browser could ask for either. */
    private static Optional<SNIHostName> host(String name) {
        try {
            return Optional.of(new SNIHostName(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean shows(InetSocketAddress address, SNIHostName host) throws IOException {
        Pin pin = new Pin(certificate.chain());
        try (Socket plain = new DeadlineSocket(DEADLINE)) {
            plain.connect(address, (int) DEADLINE.toMillis());
            SSLSocket socket = (SSLSocket)
                    context(pin).getSocketFactory().createSocket(plain, host.getAsciiName(), address.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(host));
            // A router may have an RSA and an EC certificate for a name. In TLS 1.2, the cipher suite asks for one of
            // them.
            parameters.setProtocols(new String[] {"TLSv1.2"});
            String suites = certificate.algorithm().equals("RSA") ? "_RSA_WITH_" : "_ECDSA_WITH_";
            parameters.setCipherSuites(Arrays.stream(parameters.getCipherSuites())
                    .filter(suite -> suite.contains("_ECDHE") && suite.contains(suites))
                    .toArray(String[]::new));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return true;
        } catch (IOException e) {
            if (pin.other) {
                return false;
            }
            throw e;
        }
    }

    private static SSLContext context(Pin pin) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {pin}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /** Accepts these certificates alone. That suffices: nothing is sent, and who signed them is the operator's choice. */
    private static final class Pin extends X509ExtendedTrustManager {
        private final List<X509Certificate> chain;
        private boolean other;

        Pin(List<X509Certificate> chain) {
            this.chain = chain;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String algorithm) throws CertificateException {
            other = !List.of(shown).equals(chain);
            if (other) {
                throw new CertificateException("it shows another certificate");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String algorithm, Socket socket)
                throws CertificateException {
            checkServerTrusted(shown, algorithm);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String algorithm, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(shown, algorithm);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String algorithm) throws CertificateException {
            throw new CertificateException("it is no client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String algorithm, Socket socket)
                throws CertificateException {
            checkClientTrusted(shown, algorithm);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String algorithm, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(shown, algorithm);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
