package io.jenkins.plugins.swarmdelivery.router;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes and parses the runtime API commands for the map of routes. */
final class HaproxyMap {
    /** The path of the map inside the container, which also identifies it in the runtime API. */
    static final String FILE = "/usr/local/etc/haproxy/routes.map";

    static final String SHOW = "show map " + FILE;

    /** The last check before a word enters a command line: no space, semicolon, backslash, or line break. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:+@/|-]+");

    private HaproxyMap() {}

    /**
     * Changes an existing entry. It never adds a key, because a key that was not in HAProxy's configuration at its
     * start has no backend.
     */
    static String set(String key, String value) {
        if (!WORD.matcher(key).matches() || !WORD.matcher(value).matches()) {
            throw new IllegalArgumentException("not valid in an HAProxy command: " + key + " " + value);
        }
        return "set map " + FILE + " " + key + " " + value;
    }

    /** Parses the response to {@link #SHOW}: lines of an internal reference, a key, and a value. */
    static Map<String, String> parse(String answer) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String line : answer.split("\n")) {
            String[] words = line.trim().split(" ", 3);
            if (words.length == 3 && words[0].startsWith("0x")) {
                entries.put(words[1], words[2]);
            }
        }
        return entries;
    }
}
