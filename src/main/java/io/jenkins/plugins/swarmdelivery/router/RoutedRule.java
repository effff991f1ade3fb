package io.jenkins.plugins.swarmdelivery.router;

import java.util.List;

/**
 * A rule that routes requests to a service. Rules with a host take precedence over those without, then the longest path
 * wins.
 *
 * @param hosts host names to match (the Host header); empty for all hosts that no other rule claims
 * @param path path prefix in whole segments: {@code /api} matches {@code /api/x} but not {@code /apix}, and {@code /}
 *     matches all paths. A trailing slash is ignored
 */
public record RoutedRule(List<String> hosts, String path, RoutedService service) {
    static final String ALL = "/";
    /** The regular expression for a valid path. */
    static final String PATH = "/(?:[A-Za-z0-9/._~&=+-]|%[0-9A-Fa-f]{2}){0,255}";

    public RoutedRule {
        hosts = List.copyOf(hosts);
        String without = path.replaceFirst("/+$", "");
        path = path.startsWith(ALL) && without.isEmpty() ? ALL : without;
    }
}
