package io.jenkins.plugins.swarmdelivery.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The credentials that a registry asks for: one challenge of a WWW-Authenticate header (RFC 9110, section 11.6.1).
 *
 * @param scheme in lower case: {@code basic}, {@code bearer}
 * @param parameters by their names in lower case: {@code realm}, {@code service}, {@code scope}, {@code error}
 */
record Challenge(String scheme, Map<String, String> parameters) {
    static final String BASIC = "basic";
    static final String BEARER = "bearer";

    /** A parameter, or the scheme of the next challenge; a header may contain several, all separated by commas. */
    private static final Pattern PART = Pattern.compile(
            "\\G[\\s,]*(?:([\\w!#$%&'*+.^`|~-]+)\\s*=\\s*(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([^\\s,\"]+))|([\\w-]+)(?=[\\s,]|$))");

    /** All challenges of the headers, in order; the first invalid one ends its header. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : headers) {
            Matcher part = PART.matcher(header);
            Challenge current = null;
            while (part.find()) {
                if (part.group(4) != null) {
                    current = new Challenge(part.group(4).toLowerCase(Locale.ROOT), new LinkedHashMap<>());
                    challenges.add(current);
                } else if (current != null) {
                    String quoted = part.group(2);
                    String value = quoted == null ? part.group(3) : quoted.replaceAll("\\\\(.)", "$1");
                    current.parameters.putIfAbsent(part.group(1).toLowerCase(Locale.ROOT), value);
                }
            }
        }
        return challenges;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
