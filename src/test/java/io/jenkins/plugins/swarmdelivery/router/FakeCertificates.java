package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** The certificates for users of a fake HAProxy, with responses observed from HAProxy 2.6. */
final class FakeCertificates {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM d HH:mm:ss yyyy", Locale.ENGLISH);

    /** What it shows, as PEM, by path. */
    final Map<String, String> shown = new ConcurrentSkipListMap<>();
    /** What HAProxy says of a certificate that it cannot use; empty: it can. */
    volatile String rejects = "";

    private Optional<String> transaction = Optional.empty();
    private String set = "";

    /** Somebody was killed after this. */
    synchronized void leave(String path, String pem) {
        transaction = Optional.of(path);
        set = pem;
    }

    /** @param words e.g. {@code commit ssl cert /run/secrets/tls-shop.pem} */
    synchronized String answer(String[] words, String payload) {
        String path = words[3];
        return switch (words[0]) {
            case "show" ->
                Optional.ofNullable(shown.get(path)).map(pem -> show(path, pem)).orElse("Not found\n\n");
            case "set" -> set(path, payload);
            case "commit" -> commit(path);
            default -> abort(path);
        };
    }

    private static String show(String path, String pem) {
        ServerCertificate.Source source = new ServerCertificate.Source(path, pem);
        ServerCertificate certificate = ServerCertificate.read(source, source);
        return "Filename: " + path + "\nStatus: Used\nnotBefore: " + time(certificate.begin()) + "\nnotAfter: "
                + time(certificate.end()) + "\nSubject Alternative Name: "
                + certificate.names().stream().map(name -> "DNS:" + name + ", ").collect(Collectors.joining())
                + "\nSHA1 FingerPrint: " + certificate.fingerprint() + "\nSubject: /CN=x\n"
                + (certificate.chain().size() > 1 ? "Chain Subject: /CN=authority\n" : "") + "\n";
    }

    private static String time(Instant instant) {
        return TIME.format(instant.atOffset(ZoneOffset.UTC)) + " GMT";
    }

    private String set(String path, String pem) {
        if (!shown.containsKey(path)) {
            return "Can't replace a certificate which is not referenced by the configuration!\n\n";
        }
        set = pem;
        if (transaction.isPresent()) {
            return "Transaction updated for certificate " + transaction.get() + "!\n\n";
        }
        transaction = Optional.of(path);
        return "Transaction created for certificate " + path + "!\n\n";
    }

    private String commit(String path) {
        if (transaction.filter(path::equals).isEmpty()) {
            return "No ongoing transaction! !\nCan't commit " + path + "!\n\n";
        }
        if (!rejects.isEmpty()) {
            return rejects + "\nCan't commit " + path + "!\n\n";
        }
        shown.put(path, set);
        transaction = Optional.empty();
        return "Committing " + path + ".\nSuccess!\n\n";
    }

    private String abort(String path) {
        if (transaction.filter(path::equals).isEmpty()) {
            return "No ongoing transaction!\n\n";
        }
        transaction = Optional.empty();
        return "Transaction aborted for certificate '" + path + "'!\n\n";
    }

    synchronized boolean isIdle() {
        return transaction.isEmpty();
    }
}
