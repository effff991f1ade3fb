package io.jenkins.plugins.swarmdelivery.router;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which requests a rule of Traefik takes, of hosts, paths and headers. */
final class TraefikRule {
    private static final Pattern MATCHER =
            Pattern.compile("(HeaderRegexp|Header|Host|PathPrefix|Path)\\(\\s*`([^`]*)`\\s*(?:,\\s*`([^`]*)`\\s*)?\\)");

    private final String host;
    private final String path;
    private final Map<String, String> headers;
    private String rest;

    private TraefikRule(String rule, String host, String path, Map<String, String> headers) {
        this.rest = rule.strip();
        this.headers = headers;
        this.host = host;
        this.path = path;
    }

    static boolean matches(String rule, String host, String path, Map<String, String> headers) {
        TraefikRule read = new TraefikRule(rule, host, path, headers);
        boolean matches = read.any();
        if (!read.rest.isEmpty()) {
            throw new IllegalArgumentException("not a rule: " + read.rest);
        }
        return matches;
    }

    private boolean any() {
        boolean matches = all();
        while (taken("||")) {
            matches |= all();
        }
        return matches;
    }

    private boolean all() {
        boolean matches = one();
        while (taken("&&")) {
            matches &= one();
        }
        return matches;
    }

    private boolean one() {
        if (taken("!")) {
            return !one();
        }
        if (taken("(")) {
            boolean matches = any();
            taken(")");
            return matches;
        }
        Matcher found = MATCHER.matcher(rest);
        if (!found.lookingAt()) {
            throw new IllegalArgumentException("not a rule: " + rest);
        }
        rest = rest.substring(found.end()).strip();
        return switch (found.group(1)) {
            case "Host" -> host.equals(found.group(2));
            case "Header" -> found.group(3).equals(headers.get(found.group(2)));
            case "HeaderRegexp" ->
                headers.containsKey(found.group(2))
                        && Pattern.compile(found.group(3))
                                .matcher(headers.get(found.group(2)))
                                .find();
            case "Path" -> path.equals(found.group(2));
            default -> path.startsWith(found.group(2));
        };
    }

    private boolean taken(String word) {
        if (!rest.startsWith(word)) {
            return false;
        }
        rest = rest.substring(word.length()).strip();
        return true;
    }
}
