package io.jenkins.plugins.swarmdelivery.router;

import java.util.List;

/**
 * Which requests go to a service. The rule with the longest path counts, and one that names the host before one that does
 * not.
 *
 * @param hosts names that users call (the Host header); empty: all that no other rule claims
 * @param path with which the paths begin, in whole segments: {@code /api} is for {@code /api/x} and not for
 *     {@code /apix}. {@code /}: all. A slash at its end makes no difference
 */
public record RoutedRule(List<String> hosts, String path, RoutedService service) {
    static final String ALL = "/";
    /** What can be a path, as a regular expression. */
    static final String PATH = "/(?:[A-Za-z0-9/._~&=+-]|%[0-9A-Fa-f]{2}){0,255}";

    public RoutedRule {
        hosts = List.copyOf(hosts);
        String without = path.replaceFirst("/+$", "");
        path = path.startsWith(ALL) && without.isEmpty() ? ALL : without;
    }
}
