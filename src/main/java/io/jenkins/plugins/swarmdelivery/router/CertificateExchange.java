package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
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

    /**
     * What a replica has now, by the name of the secret that {@code --tls-secret} has named.
     *
     * @throws IOException if it does not answer
     */
    Map<String, UserCertificates.Shown> shown(RouterReplicas.ReplicaTask replica) throws IOException {
        return UserCertificates.shown(admin, admin(replica), tls);
    }

    /**
     * Gives it to a replica, and proves that users are shown it.
     *
     * @return how that was proven
     * @throws RejectedException if HAProxy cannot use it
     * @throws IOException if the replica does not answer, or does not show it
     */
    String give(RouterReplicas.ReplicaTask replica) throws IOException {
        InetSocketAddress address = admin(replica);
        set(address);
        commit(address);
        UserCertificates.Shown now = shown(replica).get(name);
        if (now == null || !now.fingerprint().equals(certificate.fingerprint())) {
            throw new IOException("has another certificate than it was given; somebody else may renew it now");
        }
        Optional<InetSocketAddress> users = replica.socket(UserTls.PORT);
        if (users.isEmpty()) {
            return "has the certificate; its port for HTTPS is not published, so no handshake could prove it";
        }
        int port = users.get().getPort();
        Optional<String> host;
        try {
            host = new UserHandshake(certificate).find(users.get());
        } catch (IOException e) {
            return "has the certificate; no handshake on port " + port + " could prove it: " + e.getMessage();
        }
        return host.map(found -> "shows users the certificate, for example for " + found)
                .orElseThrow(() ->
                        new IOException("has the certificate, but shows users another one on port " + port));
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
        String answer = admin.send(address, "commit ssl cert " + path);
        if (answer.contains(COMMITTED)) {
            return;
        }
        if (answer.contains(TRANSACTION)) {
            throw new IOException("somebody else renews a certificate now: " + line(answer));
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
}
