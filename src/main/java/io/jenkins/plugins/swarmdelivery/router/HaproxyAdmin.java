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

/** Connects to HAProxy's runtime API over mutual TLS. */
final class HaproxyAdmin {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final TlsMaterial tls;
    private final String serverName;
    /**
     * One context per replica: Java caches TLS sessions by server name, which all replicas share, but each replica
     * resumes only its own sessions.
     */
    private final Map<InetSocketAddress, SSLContext> contexts = new ConcurrentHashMap<>();

    /**
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if this Java cannot use the TLS material
     */
    HaproxyAdmin(HaproxySettings settings) {
        tls = settings.tls().get();
        tls.context();
        serverName = settings.serverName();
    }

    /**
     * Connects and completes the TLS handshake, but sends no command. The session has a deadline of 5 seconds from now.
     *
     * @throws IOException if the replica is unreachable or its certificate is not valid for the server name
     */
    HaproxySession open(InetSocketAddress address) throws IOException {
        RouterReplicas.requireReachable(address);
        Socket plain = new DeadlineSocket(ANSWER);
        try {
            // Without TCP_NODELAY, the command waits 40 ms for the peer to acknowledge the end of the handshake.
            plain.setTcpNoDelay(true);
            plain.connect(address, (int) CONNECT.toMillis());
            return new HaproxySession(plain, secured(plain, address));
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /** Opens a session for one line of commands, see {@link HaproxySession#send}. */
    String send(InetSocketAddress address, String... commands) throws IOException {
        try (HaproxySession session = open(address)) {
            return session.send(commands);
        }
    }

    /**
     * Verifies every replica against the same server name, because a certificate cannot list replica addresses in
     * advance.
     */
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
