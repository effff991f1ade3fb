package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives replicas of HAProxy another certificate for users through the runtime API. HAProxy shows it to whoever connects
 * from then on; open connections stay. It keeps it in memory only.
 */
final class CertificateExchange {
    private static final String CREATED = "Transaction created for certificate ";
    /** HAProxy puts a certificate into a transaction that is open, even if that is for another one (2.6). */
    private static final Pattern UPDATED = Pattern.compile("Transaction updated for certificate (\\S+)!");

    private static final String COMMITTED = "Success!";
    private static final String TRANSACTION = "ongoing transaction";
    private static final String NOT_COMMITTED = "Can't commit ";
    private static final String NO_HANDSHAKE = ", so no handshake proves that users are shown it";
    private static final int MAX_ATTEMPTS = 3;

    private final HaproxyAdmin admin;
    private final HaproxySettings settings;
    private final UserTls tls;
    private final String name;
    private final ServerCertificate certificate;

    /** @param name of the secret that {@code --tls-secret} has named */
    CertificateExchange(HaproxySettings settings, UserTls tls, String name, ServerCertificate certificate) {
        this.admin = new HaproxyAdmin(settings);
        this.settings = settings;
        this.tls = tls;
        this.name = name;
        this.certificate = certificate;
    }

    /** HAProxy cannot use the certificate, and shows users the former one as before. */
    static final class RejectedException extends IOException {
        private static final long serialVersionUID = 1L;

        RejectedException(String answer) {
            super(answer);
        }
    }

    /** The replica may have the certificate, but it is not proven that users are shown it. */
    static final class UnprovenException extends IOException {
        private static final long serialVersionUID = 1L;

        UnprovenException(String state, IOException cause) {
            super(state, cause);
        }
    }

    /**
     * What a replica has now; empty if it cannot be read.
     *
     * @throws IOException if it does not answer
     */
    Optional<UserCertificates.Shown> shown(RouterReplicas.ReplicaTask replica) throws IOException {
        return Optional.ofNullable(
                UserCertificates.shown(admin, admin(replica), tls).get(name));
    }

    /**
     * Gives it to a replica, and proves that users are shown it.
     *
     * @return how that was proven, or why no handshake could prove it: users do not reach the replica itself, or have no
     *     name to ask for
     * @throws RejectedException if HAProxy cannot use it
     * @throws UnprovenException if the replica may have it, but does not show it
     * @throws IOException if the replica does not answer, and has the former one
     */
    String give(RouterReplicas.ReplicaTask replica) throws IOException {
        InetSocketAddress address = admin(replica);
        set(address);
        commit(address);
        Optional<UserCertificates.Shown> now;
        try {
            now = shown(replica);
        } catch (IOException e) {
            throw new UnprovenException("has the certificate, but does not answer any more: " + reason(e), e);
        }
        if (now.filter(shown -> shown.fingerprint().equals(certificate.fingerprint()))
                .isEmpty()) {
            throw new UnprovenException(
                    "has another certificate than it was given; somebody else may renew it now", null);
        }
        Optional<InetSocketAddress> users = replica.socket(UserTls.PORT);
        if (users.isEmpty()) {
            return "has the certificate; its port for HTTPS is not published" + NO_HANDSHAKE;
        }
        UserHandshake handshake = new UserHandshake(certificate);
        return handshake.isPossible()
                ? prove(handshake, users.get())
                : "has the certificate; it has no host name to ask for" + NO_HANDSHAKE;
    }

    private static String prove(UserHandshake handshake, InetSocketAddress users) throws UnprovenException {
        Optional<String> host;
        try {
            host = handshake.find(users);
        } catch (IOException e) {
            throw new UnprovenException(
                    "has the certificate, but no handshake on port " + users.getPort()
                            + " proves that users are shown it: " + reason(e),
                    e);
        }
        return host.map(found -> "shows users the certificate, for example for " + found)
                .orElseThrow(() -> new UnprovenException(
                        "has the certificate, but shows users another one on port " + users.getPort(), null));
    }

    private InetSocketAddress admin(RouterReplicas.ReplicaTask replica) throws IOException {
        int port = settings.ports().admin();
        if (!replica.running()) {
            throw new IOException("is not running yet (" + replica.state() + ")");
        }
        return replica.socket(port)
                .orElseThrow(() -> new IOException("publishes no host-mode port for its admin port " + port));
    }

    /** Begins a transaction of our own: what a killed command has left would be committed with it. */
    private void set(InetSocketAddress address) throws IOException {
        String path = UserTls.path(name);
        String answer = "";
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            // The empty line that ends the certificate is the end of the line of commands.
            answer = admin.send(address, "set ssl cert " + path + " <<\n" + certificate.pem());
            if (answer.contains(CREATED + path + "!")) {
                return;
            }
            if (answer.isBlank()) {
                throw new IOException(line(answer));
            }
            Matcher open = UPDATED.matcher(answer);
            if (!open.find()) {
                throw new RejectedException(line(answer));
            }
            abort(address, open.group(1));
        }
        throw new IOException("somebody else renews a certificate now: " + line(answer));
    }

    private void commit(InetSocketAddress address) throws IOException {
        String path = UserTls.path(name);
        String answer;
        try {
            answer = admin.send(address, "commit ssl cert " + path);
        } catch (IOException e) {
            throw new UnprovenException("may have the certificate, but does not answer any more: " + reason(e), e);
        }
        if (answer.contains(COMMITTED)) {
            return;
        }
        if (answer.contains(TRANSACTION)) {
            throw new IOException("somebody else renews a certificate now: " + line(answer));
        }
        if (!answer.contains(NOT_COMMITTED)) {
            throw new UnprovenException("may have the certificate: " + line(answer), null);
        }
        abort(address, path);
        throw new RejectedException(line(answer));
    }

    private void abort(InetSocketAddress address, String path) throws IOException {
        admin.send(address, "abort ssl cert " + path);
    }

    private static String line(String answer) {
        String line = answer.strip().replaceAll("\\s+", " ");
        return line.isEmpty() ? "HAProxy closed the connection without an answer" : "HAProxy says: " + line;
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
