package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the user wrote for Traefik in labels of a service. On the services of a color it stands beside what was made of it,
 * for the color that follows.
 *
 * @param labels without those of TCP and UDP
 */
record TraefikOriginals(Map<String, String> labels) {
    static final String SERVICES = "traefik.http.services.";
    private static final String KEPT = "swarm-delivery.";
    private static final String OWN = "traefik.";
    /** What is for every service, or tells how to reach its tasks. The others are for constraints of the provider. */
    private static final Pattern MADE = Pattern.compile("traefik\\.(enable|(http|tcp|udp|docker|swarm)\\..*)");

    /** @param labels of the service, or of the spec that it is made of */
    static TraefikOriginals of(Map<String, String> labels) {
        boolean made = hidden(labels) || TraefikColorLabels.TRAEFIK.equals(labels.get(Labels.ROUTER));
        String prefix = made ? KEPT + OWN : OWN;
        Map<String, String> found = new TreeMap<>();
        labels.forEach((label, value) -> {
            String name = made && label.startsWith(KEPT) ? label.substring(KEPT.length()) : label;
            if (label.startsWith(prefix) && !name.startsWith("traefik.tcp.") && !name.startsWith("traefik.udp.")) {
                found.put(name, value);
            }
        });
        return new TraefikOriginals(found);
    }

    /** Whether Traefik reads something else than what the user wrote. */
    static boolean hidden(Map<String, String> labels) {
        return labels.keySet().stream().anyMatch(label -> label.startsWith(KEPT + OWN));
    }

    /** Labels such as {@code traefik.constraint-label}, without which Traefik may not look at a service at all. */
    static Map<String, String> ofConstraints(Map<String, String> labels) {
        return labels.entrySet().stream()
                .filter(label -> label.getKey().startsWith(OWN)
                        && !MADE.matcher(label.getKey()).matches())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** As they are kept beside those that are made of them. */
    Map<String, String> kept() {
        Map<String, String> kept = new TreeMap<>();
        labels.forEach((label, value) -> kept.put(KEPT + label, value));
        return kept;
    }

    /** Whether the user keeps the service from Traefik. */
    boolean disabled() {
        return "false".equalsIgnoreCase(labels.get("traefik.enable"));
    }

    /** The names of what is defined below a prefix. */
    Set<String> names(String kind) {
        return labels.keySet().stream()
                .filter(label -> label.startsWith(kind))
                .map(label -> label.substring(kind.length()).split("\\.", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What stands below a prefix. Traefik ignores the case of its own names. */
    Map<String, String> options(String prefix) {
        Map<String, String> options = new TreeMap<>();
        labels.forEach((label, value) -> {
            if (label.startsWith(prefix)) {
                options.put(label.substring(prefix.length()).toLowerCase(Locale.ROOT), value);
            }
        });
        return options;
    }

    /** {@code traefik.http.services.web.x} as {@code traefik.http.services.shop-web-blue-web.x}. */
    Map<String, String> renamed(String kind, String prefix, BinaryOperator<String> value) {
        Map<String, String> renamed = new TreeMap<>();
        labels.forEach((label, text) -> {
            if (label.startsWith(kind)) {
                renamed.put(kind + prefix + label.substring(kind.length()), value.apply(label, text));
            }
        });
        return renamed;
    }

    /** The name of something that labels define, as others refer to it. */
    static String local(String name) {
        return name.replaceFirst("@(swarm|docker)$", "");
    }
}
