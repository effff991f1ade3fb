package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which secrets replicas get in place of those that {@code --tls-secret} has named. A label of the router's service says
 * so, because a write of labels replaces no replica: they get the secret when they are replaced for whatever reason.
 *
 * @param byName by the name that the option has given
 */
record RenewedCertificates(Map<String, Renewed> byName) {
    /** E.g. {@code shop-tls=shop-tls-0a1b2c3d@68E2…}. */
    static final String LABEL = "swarm-delivery.certificates";

    private static final Pattern ENTRY = Pattern.compile("([\\w.-]+)=([\\w.-]+)@([0-9A-F]{40})");

    private static final Pattern HASH = Pattern.compile("-[0-9a-f]{8}$");

    /** @param fingerprint of the certificate, as HAProxy writes it */
    record Renewed(String secret, String fingerprint) {}

    RenewedCertificates {
        byName = new TreeMap<>(byName);
    }

    /** The name of the secret that renews another one. */
    static String secret(String name, ServerCertificate certificate) {
        return name + "-" + certificate.hash();
    }

    /** The name that it was made of. */
    static String former(String secret) {
        return HASH.matcher(secret).replaceFirst("");
    }

    /** What somebody wrote otherwise does not count. */
    static RenewedCertificates read(Map<String, String> labels) {
        Map<String, Renewed> read = new TreeMap<>();
        for (String text : labels.getOrDefault(LABEL, "").split(" ", -1)) {
            Matcher entry = ENTRY.matcher(text);
            if (entry.matches()) {
                read.put(entry.group(1), new Renewed(entry.group(2), entry.group(3)));
            }
        }
        return new RenewedCertificates(read);
    }

    /** The labels with one more; those of certificates that the router does not have any more are left out. */
    static Map<String, String> with(Map<String, String> labels, UserTls tls, String name, Renewed renewed) {
        Map<String, Renewed> all = new TreeMap<>(read(labels).byName);
        all.keySet().retainAll(tls.secrets());
        all.put(name, renewed);
        Map<String, String> changed = new LinkedHashMap<>(labels);
        changed.put(
                LABEL,
                all.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue().secret() + "@"
                                + each.getValue().fingerprint())
                        .collect(Collectors.joining(" ")));
        return changed;
    }

    Optional<Renewed> of(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The secret that a replica is to get. */
    String secret(String name) {
        return of(name).map(Renewed::secret).orElse(name);
    }

    /** Those of them that were renewed. */
    List<String> among(List<String> names) {
        return names.stream().filter(byName::containsKey).toList();
    }

    Set<String> secrets() {
        return byName.values().stream().map(Renewed::secret).collect(Collectors.toSet());
    }
}
