package io.jenkins.plugins.swarmdelivery.router;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Words of HAProxy's runtime API about the map of routes. */
final class HaproxyMap {
    /** Where the map is inside the container; the runtime API knows it by this name. */
    static final String FILE = "/usr/local/etc/haproxy/routes.map";

    static final String SHOW = "show map " + FILE;

    /** A second look before a word goes to a line of commands: neither blank, semicolon, backslash nor line's end. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:+@/-]+");

    private HaproxyMap() {}

    /**
     * Changes an entry that exists. A key that HAProxy did not start with is never added: there would be no backend
     * that belongs to it.
     */
    static String set(String key, String value) {
        if (!WORD.matcher(key).matches() || !WORD.matcher(value).matches()) {
            throw new IllegalArgumentException("not a word for HAProxy: " + key + " " + value);
        }
        return "set map " + FILE + " " + key + " " + value;
    }

    /** Reads what {@link #SHOW} answers: lines of an internal reference, the key, the value. */
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
