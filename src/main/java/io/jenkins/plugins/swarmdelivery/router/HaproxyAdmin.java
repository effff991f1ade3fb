package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The way to HAProxy's runtime API: mutual TLS. */
final class HaproxyAdmin {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final TlsMaterial tls;
    private final String serverName;
    /** Java keeps TLS sessions by the server's name, which all replicas share; a replica resumes only its own. */
    private final Map<InetSocketAddress, SSLContext> contexts = new ConcurrentHashMap<>();

    /** @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if this Java cannot use the TLS material */
    HaproxyAdmin(HaproxySettings settings) {
        tls = settings.tls().get();
        tls.context();
        serverName = settings.serverName();
    }

    /**
     * Gets as far as possible without changing anything. All that is done with the session is done within 5 seconds.
     *
     * @throws IOException if it cannot be reached, or is not who it should be
     */
    HaproxySession open(InetSocketAddress address) throws IOException {
        Socket plain = new DeadlineSocket(ANSWER);
        try {
            // Else the question waits 40 ms for the peer to confirm the end of the handshake.
            plain.setTcpNoDelay(true);
            plain.connect(address, (int) CONNECT.toMillis());
            return new HaproxySession(plain, secured(plain, address));
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /** Opens a session for one question, see {@link HaproxySession#ask}. */
    String ask(InetSocketAddress address, String... commands) throws IOException {
        try (HaproxySession session = open(address)) {
            return session.ask(commands);
        }
    }

    /** Replicas come and go with addresses that no certificate can name, so all are checked against one fixed name. */
    private SSLSocket secured(Socket plain, InetSocketAddress address) throws IOException {
        SSLContext context = contexts.computeIfAbsent(address, replica -> tls.context());
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, serverName, address.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
