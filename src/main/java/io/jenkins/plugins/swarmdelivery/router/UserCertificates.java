package io.jenkins.plugins.swarmdelivery.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificates for users, as a replica has them: Docker does not show what a secret holds. */
final class UserCertificates {
    private static final String SHOW = "show ssl cert ";
    /** As HAProxy writes them, e.g. {@code Filename: /run/secrets/tls-shop.pem}. */
    private static final Pattern FILE = Pattern.compile("(?m)^Filename: (?:\\S*/)?(\\S+)$");

    private static final Pattern END = Pattern.compile("(?m)^notAfter: (\\w{3}) +(\\d+ [\\d:]+ \\d{4}) GMT$");
    private static final Pattern NAMES = Pattern.compile("(?m)^Subject Alternative Name: (.*)$");
    private static final Pattern NAME = Pattern.compile("DNS:([^,\\s]+)");
    private static final Pattern COMMON_NAME = Pattern.compile("(?m)^Subject: \\S*/CN=([^/\\n]+)");
    private static final Pattern FINGERPRINT = Pattern.compile("(?m)^SHA1 FingerPrint: ([0-9A-F]{40})$");
    private static final Pattern CHAIN = Pattern.compile("(?m)^Chain Subject: \\S");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM d HH:mm:ss yyyy", Locale.ENGLISH);

    private UserCertificates() {}

    /**
     * One of them.
     *
     * @param names its host names; its common name if it has no others
     * @param fingerprint the SHA-1, in hex; empty if it cannot be read
     * @param chained whether certificates of authorities follow
     */
    record Shown(Instant end, List<String> names, String fingerprint, boolean chained) {}

    /**
     * What a replica has, by the name of the secret that {@code --tls-secret} has named.
     *
     * @param replica the address of its runtime API
     * @throws IOException if it does not answer
     */
    static Map<String, Shown> shown(HaproxyAdmin admin, InetSocketAddress replica, UserTls tls) throws IOException {
        if (tls.secrets().isEmpty()) {
            return Map.of();
        }
        String[] commands =
                tls.secrets().stream().map(UserTls::path).map(SHOW::concat).toArray(String[]::new);
        Map<String, Shown> shown = parse(admin.send(replica, commands));
        Map<String, Shown> named = new LinkedHashMap<>();
        tls.secrets()
                .forEach(secret -> Optional.ofNullable(shown.get(UserTls.file(secret)))
                        .ifPresent(each -> named.put(secret, each)));
        return named;
    }

    /** By the name of the file; one whose end cannot be read is left out. */
    static Map<String, Shown> parse(String answer) {
        Map<String, Shown> shown = new LinkedHashMap<>();
        for (String certificate : List.of(answer.split("(?m)^(?=Filename: )"))) {
            Matcher file = FILE.matcher(certificate);
            Matcher end = END.matcher(certificate);
            if (file.find() && end.find()) {
                instant(end.group(1) + " " + end.group(2))
                        .ifPresent(found -> shown.put(
                                file.group(1),
                                new Shown(
                                        found,
                                        names(certificate),
                                        first(FINGERPRINT, certificate).orElse(""),
                                        CHAIN.matcher(certificate).find())));
            }
        }
        return shown;
    }

    private static List<String> names(String certificate) {
        List<String> names = NAME.matcher(first(NAMES, certificate).orElse(""))
                .results()
                .map(found -> found.group(1))
                .toList();
        return names.isEmpty() ? first(COMMON_NAME, certificate).stream().toList() : names;
    }

    private static Optional<String> first(Pattern pattern, String text) {
        return pattern.matcher(text).results().findFirst().map(found -> found.group(1));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
