package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import io.jenkins.plugins.swarmdelivery.jenkins.config.Lines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The parameters of {@link StackStep} as people write them in a Jenkinsfile: {@code stack: 'stack.yml'} or a list, {@code
 * values: [VERSION: '1.7']} or a list of {@code 'VERSION=1.7'}. The step has lists, and the stack files as lines.
 */
final class StackParameters {
    /** Without those, Pipeline would take a map for the parameters of an object. */
    private static final List<String> PAIRS = List.of("values", "secrets", "images");

    private static final String STACK = "stack";
    private static final List<String> LISTS = List.of("envFiles", "profiles", "values", "secrets", "images");

    private StackParameters() {}

    /** As the step has them. */
    static Map<String, Object> toStep(Map<String, Object> written) {
        Map<String, Object> arguments = new LinkedHashMap<>(written);
        arguments.computeIfPresent(STACK, (its, value) -> lines(value));
        for (String name : LISTS) {
            arguments.computeIfPresent(name, (its, value) -> list(value));
        }
        return arguments;
    }

    private static Object lines(Object value) {
        return value instanceof List<?> files
                ? files.stream().map(String::valueOf).collect(Collectors.joining("\n"))
                : value;
    }

    private static Object list(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> pairs = new ArrayList<>();
            map.forEach((name, text) -> {
                // E.g. env.BRANCH_NAME where there is none: the variable then has no value, and no text "null".
                if (text != null) {
                    pairs.add(name + "=" + text);
                }
            });
            return pairs;
        }
        return value instanceof CharSequence text ? List.of(text.toString()) : value;
    }

    /** As people write them, for the snippet generator. */
    static Map<String, Object> toSnippet(Map<String, ?> arguments) {
        Map<String, Object> written = new LinkedHashMap<>(arguments);
        written.computeIfPresent(STACK, (its, value) -> files(Lines.of((String) value)));
        for (String name : LISTS) {
            written.computeIfPresent(name, (its, value) -> snippet(name, (List<?>) value));
        }
        return written;
    }

    private static Object files(List<String> names) {
        return names.size() == 1 ? names.get(0) : names;
    }

    private static Object snippet(String name, List<?> values) {
        boolean pairs = PAIRS.contains(name)
                && values.stream().allMatch(value -> value.toString().indexOf('=') > 0);
        if (pairs) {
            Map<String, Object> map = new LinkedHashMap<>();
            values.forEach(value -> {
                String pair = value.toString();
                int equals = pair.indexOf('=');
                map.put(pair.substring(0, equals), pair.substring(equals + 1));
            });
            return map.size() == values.size() ? map : values;
        }
        // A declarative pipeline takes no text for a list.
        return values;
    }
}
