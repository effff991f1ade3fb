package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads and edits JSON that is kept as plain maps, lists, strings, numbers and booleans, so that no field of Docker's
 * is lost in the engine. Reading is lenient: a value that is absent or has another type reads as none.
 */
public final class Json {
    private Json() {}

    /** The value at a path of field names; null if there is none. */
    public static Object at(Object tree, String... path) {
        Object node = tree;
        for (String field : path) {
            node = node instanceof Map<?, ?> map ? map.get(field) : null;
        }
        return node;
    }

    public static Optional<String> text(Object tree, String... path) {
        return at(tree, path) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    public static Optional<Long> number(Object tree, String... path) {
        return at(tree, path) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    public static boolean flag(Object tree, String... path) {
        return Boolean.TRUE.equals(at(tree, path));
    }

    public static List<Object> list(Object tree, String... path) {
        return at(tree, path) instanceof List<?> list
                ? List.copyOf(list.stream().filter(e -> e != null).toList())
                : List.of();
    }

    /** The strings of a list; entries of other types are skipped. */
    public static List<String> texts(Object tree, String... path) {
        return list(tree, path).stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    /** The string fields of an object, e.g. labels, sorted by name. */
    public static Map<String, String> textMap(Object tree, String... path) {
        Map<String, String> texts = new TreeMap<>();
        if (at(tree, path) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key instanceof String name && value instanceof String text) {
                    texts.put(name, text);
                }
            });
        }
        return texts;
    }

    /** A deep copy that can be edited. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> copy(Map<String, Object> tree) {
        return (Map<String, Object>) copyOf(tree);
    }

    private static Object copyOf(Object node) {
        if (node instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put((String) key, copyOf(value)));
            return copy;
        }
        if (node instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(value -> copy.add(copyOf(value)));
            return copy;
        }
        return node;
    }

    /** The object at a path of an editable tree; created if absent. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Map<String, Object> tree, String... path) {
        Map<String, Object> node = tree;
        for (String field : path) {
            if (!(node.get(field) instanceof Map)) {
                node.put(field, new LinkedHashMap<String, Object>());
            }
            node = (Map<String, Object>) node.get(field);
        }
        return node;
    }

    /**
     * A text that is the same for equal trees, whatever the order of their fields; to compare and to show, not to send.
     */
    public static String canonical(Object node) {
        if (node instanceof Map<?, ?> map) {
            return new TreeMap<>(map)
                    .entrySet().stream()
                            .filter(entry -> entry.getValue() != null)
                            .map(entry -> canonical(entry.getKey()) + ":" + canonical(entry.getValue()))
                            .collect(Collectors.joining(",", "{", "}"));
        }
        if (node instanceof List<?> list) {
            return list.stream().map(Json::canonical).collect(Collectors.joining(",", "[", "]"));
        }
        if (node instanceof String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        return String.valueOf(node);
    }

    /**
     * A hash that is the same for equal trees, whatever the order of their fields: the first half of a SHA-256, in hex.
     */
    public static String fingerprint(Object tree) {
        return Sha256.hex(canonical(tree), 16);
    }
}
