package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Traefik's static configuration, as far as options of its command or variables in its service tell: its API does not show
 * the settings of a provider.
 *
 * @param values by the names of options in lower case, without dashes
 */
record TraefikOptions(Map<String, String> values) {
    private static final String SWARM = "providers.swarm.";
    private static final String VARIABLE = "TRAEFIK_";
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,6})(ms|s|m)?");

    static TraefikOptions of(ServiceSpec traefik) {
        Map<String, String> values = new TreeMap<>();
        for (String variable : Json.texts(traefik.tree(), "TaskTemplate", "ContainerSpec", "Env")) {
            String[] parts = variable.split("=", 2);
            if (parts.length == 2 && parts[0].startsWith(VARIABLE)) {
                values.put(name(parts[0].substring(VARIABLE.length()).replace('_', '.')), parts[1]);
            }
        }
        List<String> words = new ArrayList<>(Json.texts(traefik.tree(), "TaskTemplate", "ContainerSpec", "Command"));
        words.addAll(Json.texts(traefik.tree(), "TaskTemplate", "ContainerSpec", "Args"));
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).startsWith("-")) {
                String[] parts = words.get(i).replaceFirst("^--?", "").split("=", 2);
                boolean follows = i + 1 < words.size() && !words.get(i + 1).startsWith("-");
                values.put(name(parts[0]), parts.length == 2 ? parts[1] : follows ? words.get(i + 1) : "true");
            }
        }
        return new TraefikOptions(values);
    }

    private static String name(String written) {
        return written.toLowerCase(Locale.ROOT);
    }

    /** Whether the provider is set up here, and not in a file. */
    boolean tellSwarm() {
        return values.keySet().stream().anyMatch(name -> name.startsWith(SWARM));
    }

    /** How often Traefik reads the labels, 15 s by default; empty if what is written is no time. */
    Optional<Duration> refresh() {
        Matcher written = SECONDS.matcher(values.getOrDefault(SWARM + "refreshseconds", "15"));
        if (!written.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(written.group(1));
        return Optional.of(
                switch (String.valueOf(written.group(2))) {
                    case "ms" -> Duration.ofMillis(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofSeconds(number);
                });
    }

    boolean exposedByDefault() {
        return !"false".equalsIgnoreCase(values.get(SWARM + "exposedbydefault"));
    }

    /** Which services Traefik looks at; empty for all. */
    String constraints() {
        return values.getOrDefault(SWARM + "constraints", "");
    }
}
