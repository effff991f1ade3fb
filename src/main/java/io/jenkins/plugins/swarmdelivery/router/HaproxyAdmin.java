package io.jenkins.plugins.swarmdelivery.router;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * HAProxy's runtime API over mutual TLS: a line of commands there, their answers back, then HAProxy closes. Callers
 * build commands from validated words only; a semicolon begins the next command, a line's end is the end of all.
 */
final class HaproxyAdmin {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int LARGEST = 8 * 1024 * 1024;

    private final SSLContext context;
    private final String serverName;

    HaproxyAdmin(HaproxySettings settings) {
        context = settings.tls().context();
        serverName = settings.serverName();
    }

    /**
     * @param commands one or more, with no line's end within them
     * @return all that HAProxy wrote
     * @throws IOException if it cannot be reached, is not who it should be, or does not answer within 5 seconds
     */
    String ask(InetSocketAddress address, String... commands) throws IOException {
        try (Socket plain = new DeadlineSocket(ANSWER)) {
            plain.connect(address, (int) CONNECT.toMillis());
            // Only the plain socket is closed: closing the other one would first wait for the peer to close.
            SSLSocket socket = secured(plain, address.getPort());
            socket.getOutputStream().write((String.join("; ", commands) + "\n").getBytes(StandardCharsets.US_ASCII));
            return readAll(socket);
        }
    }

    /** Replicas come and go with addresses that no certificate can name, so all are checked against one fixed name. */
    private SSLSocket secured(Socket plain, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, serverName, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String readAll(SSLSocket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        InputStream in = socket.getInputStream();
        while (true) {
            int read = in.read(buffer);
            if (read < 0) {
                return answer.toString(StandardCharsets.UTF_8);
            }
            answer.write(buffer, 0, read);
            if (answer.size() > LARGEST) {
                throw new IOException("an answer of more than " + LARGEST + " bytes");
            }
        }
    }
}
