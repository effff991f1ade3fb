package io.jenkins.plugins.swarmdelivery.router;

import java.util.Map;
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
 */
record TraefikRoute(String name, String rule, String target, Map<String, String> options) {
    private static final Pattern HOST = Pattern.compile("Host\\(\\s*[`\"']([a-zA-Z0-9.-]+)[`\"']");
    private static final Pattern PATH = Pattern.compile("Path(?:Prefix)?\\(\\s*[`\"'](/[^`\"'{}]*)[`\"']");

    TraefikRoute {
        options = Map.copyOf(options);
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
