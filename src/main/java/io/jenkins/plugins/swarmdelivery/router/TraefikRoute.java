package io.jenkins.plugins.swarmdelivery.router;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A route of a service, as Traefik understands it.
 *
 * @param name tells the routes of an application apart
 * @param rule which requests it takes
 * @param target the Traefik service that gets them, in the color
 * @param options of the router, such as {@code tls.certresolver}
 * @param tested those that it has at the entry point of tests, which is without TLS
 */
record TraefikRoute(String name, String rule, String target, Map<String, String> options, Map<String, String> tested) {
    private static final Pattern HOST = Pattern.compile("Host\\(\\s*[`\"']([a-zA-Z0-9.-]+)[`\"']");
    private static final Pattern PATH = Pattern.compile("Path(?:Prefix)?\\(\\s*[`\"'](/[^`\"'{}]*)[`\"']");

    TraefikRoute {
        options = Map.copyOf(options);
        tested = Map.copyOf(tested);
    }

    /** Whether users reach it over TLS, by its own options. */
    boolean secure() {
        return options.keySet().stream().anyMatch(option -> option.startsWith("tls."))
                || "true".equalsIgnoreCase(options.get("tls"));
    }

    /** Whether it leads users to TLS, by a middleware that labels define. */
    boolean redirects() {
        return !Objects.equals(options.get("middlewares"), tested.get("middlewares"));
    }

    /**
     * The same route for a part of its requests. It keeps its place among other routers, though its rule is longer.
     *
     * @param condition which of them it takes; in parentheses or negated
     */
    TraefikRoute narrowed(String condition) {
        Map<String, String> placed = new HashMap<>(options);
        // Traefik derives a priority from the length of the rule where none is written, or 0.
        if (options.getOrDefault("priority", "0").equals("0")) {
            placed.put("priority", length());
        }
        return new TraefikRoute(name, "(" + rule + ") && " + condition, target, placed, tested);
    }

    /** One more than the priority that Traefik would give it: of the same rule elsewhere, this one counts. */
    String length() {
        return String.valueOf(rule.length() + 1);
    }

    /** The first host name that leads here; empty if any does. */
    Optional<String> host() {
        return first(HOST);
    }

    /** The first path that leads here. */
    String path() {
        return first(PATH).orElse("/");
    }

    private Optional<String> first(Pattern pattern) {
        Matcher matcher = pattern.matcher(rule);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
