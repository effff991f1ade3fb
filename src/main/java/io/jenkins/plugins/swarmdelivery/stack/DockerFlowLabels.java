package io.jenkins.plugins.swarmdelivery.stack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The labels for docker-flow-proxy of one service, by setting: {@code servicePath}, {@code port.1}, … */
final class DockerFlowLabels {
    static final String PREFIX = "com.df.";
    static final int MOST_INDEXES = 10;
    private static final Pattern INDEXED = Pattern.compile("(.*)(\\.[0-9]+)");
    private static final Set<String> DESTINATION = Set.of("servicePath", "serviceDomain", "port", "httpsPort");

    private final Map<String, String> settings = new TreeMap<>();

    DockerFlowLabels(Map<String, String> labels) {
        labels.forEach((label, value) -> {
            if (label.startsWith(PREFIX) && !value.isBlank()) {
                settings.put(label.substring(PREFIX.length()), value.strip());
            }
        });
    }

    Map<String, String> all() {
        return Collections.unmodifiableMap(settings);
    }

    /**
     * How the settings of each destination end. Of those with an index, the ones without a gap count; if there is none,
     * the settings without an index are the only destination.
     */
    List<String> suffixes() {
        List<String> suffixes = new ArrayList<>();
        for (int i = 1; i <= MOST_INDEXES && isDestination("." + i); i++) {
            suffixes.add("." + i);
        }
        if (suffixes.isEmpty() && isDestination("")) {
            suffixes.add("");
        }
        return suffixes;
    }

    private boolean isDestination(String suffix) {
        return DESTINATION.stream().anyMatch(setting -> settings.containsKey(setting + suffix));
    }

    /** The setting without its index. */
    static String name(String setting) {
        Matcher indexed = INDEXED.matcher(setting);
        return indexed.matches() ? indexed.group(1) : setting;
    }

    /** Whether it is of a destination that does not count. */
    boolean skipped(String setting) {
        Matcher indexed = INDEXED.matcher(setting);
        return indexed.matches()
                && DESTINATION.contains(indexed.group(1))
                && !suffixes().contains(indexed.group(2));
    }

    /** The setting as it is written: a destination has what it lacks from the settings without an index. */
    String written(String setting, String suffix) {
        return settings.containsKey(setting + suffix) ? setting + suffix : setting;
    }

    Optional<String> value(String setting, String suffix) {
        return Optional.ofNullable(settings.get(written(setting, suffix)));
    }

    boolean has(String setting, String suffix) {
        return value(setting, suffix).isPresent();
    }

    boolean is(String setting, String suffix, String wanted) {
        return value(setting, suffix).filter(wanted::equalsIgnoreCase).isPresent();
    }

    List<String> words(String setting, String suffix) {
        return List.of(value(setting, suffix).orElse("").split(",")).stream()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Requests of a destination without this setting are HTTP. */
    boolean isHttp(String suffix) {
        return value("reqMode", suffix).orElse("http").equalsIgnoreCase("http");
    }
}
