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
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM d HH:mm:ss yyyy", Locale.ENGLISH);

    private UserCertificates() {}

    /**
     * When each of them ends, by the name of its secret.
     *
     * @param replica the address of its runtime API
     * @throws IOException if it does not answer
     */
    static Map<String, Instant> ends(HaproxyAdmin admin, InetSocketAddress replica, UserTls tls) throws IOException {
        if (tls.secrets().isEmpty()) {
            return Map.of();
        }
        String[] commands =
                tls.secrets().stream().map(UserTls::path).map(SHOW::concat).toArray(String[]::new);
        Map<String, Instant> ends = parse(admin.send(replica, commands));
        Map<String, Instant> named = new LinkedHashMap<>();
        tls.secrets()
                .forEach(secret ->
                        Optional.ofNullable(ends.get(UserTls.file(secret))).ifPresent(end -> named.put(secret, end)));
        return named;
    }

    /** By the name of the file; one whose end cannot be read is left out. */
    static Map<String, Instant> parse(String answer) {
        Map<String, Instant> ends = new LinkedHashMap<>();
        for (String certificate : List.of(answer.split("(?m)^(?=Filename: )"))) {
            Matcher file = FILE.matcher(certificate);
            Matcher end = END.matcher(certificate);
            if (file.find() && end.find()) {
                instant(end.group(1) + " " + end.group(2)).ifPresent(found -> ends.put(file.group(1), found));
            }
        }
        return ends;
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
