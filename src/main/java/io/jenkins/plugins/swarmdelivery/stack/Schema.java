package io.jenkins.plugins.swarmdelivery.stack;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a stack file: those of Compose 3.0 to 3.13 together, and newer ones that have exactly one meaning on a
 * Swarm.
 *
 * <p>Each line contains a field and its kinds. An {@code object} has only the fields below it, and {@code x-…}; {@code
 * open} may have others, which are ignored; {@code names} is a mapping with names of the user's choice,
 * whose values are described by {@code *}; {@code list} has items described by {@code -}; {@code pairs} is a list of
 * NAME=VALUE or a mapping.
 */
record Schema(List<String> kinds, Map<String, Schema> fields) {
    static final Schema FILE = parse("""
        version text|number
        name text
        services names
          * object
        SERVICE
        networks names
          * object|null
            attachable boolean
            driver text
            driver_opts names
              * text|number
            external boolean|object
              name text
            internal boolean
            ipam object
              driver text
              config list
                - object
                  subnet text
            labels pairs
            name text
        volumes names
          * object|null
            driver text
            driver_opts names
              * text|number
            external boolean|object
              name text
            labels pairs
            name text
        secrets names
          * object
            driver text
            driver_opts names
              * text|number
            environment text
            external boolean|object
              name text
            file text
            labels pairs
            name text
            template_driver text
        configs names
          * object
            content text
            environment text
            external boolean|object
              name text
            file text
            labels pairs
            name text
            template_driver text
        """.replace("SERVICE\n", ServiceSchema.WRITTEN.indent(4)));

    boolean is(String kind) {
        return kinds.contains(kind);
    }

    /** What a list's items, or the fields of a mapping with the user's own names, must be. */
    Schema each() {
        Schema item = fields.get("-");
        return item == null ? fields.get("*") : item;
    }

    private static Schema parse(String written) {
        Schema root = new Schema(List.of("object"), new LinkedHashMap<>());
        Deque<Schema> path = new ArrayDeque<>(List.of(root));
        for (String line : written.lines().toList()) {
            int depth = (line.length() - line.stripLeading().length()) / 2;
            while (path.size() > depth + 1) {
                path.pop();
            }
            String[] words = line.strip().split(" ", -1);
            Schema field = new Schema(List.of(words[1].split("\\|", -1)), new LinkedHashMap<>());
            path.peek().fields.put(words[0], field);
            path.push(field);
        }
        return root;
    }
}
