package io.jenkins.plugins.swarmdelivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code docs/openapi.yaml}, and where a document differs from it. A field that no schema names is a difference. */
public final class Openapi {
    private final Map<?, ?> paths;
    private final Map<?, ?> schemas;

    private Openapi(Map<?, ?> root) {
        paths = (Map<?, ?>) root.get("paths");
        schemas = (Map<?, ?>) ((Map<?, ?>) root.get("components")).get("schemas");
    }

    public static Openapi read() {
        String text = DocsTest.read(DocsTest.PROJECT.resolve("docs/openapi.yaml"));
        return new Openapi((Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    /** Below the root of Jenkins, with names in braces. */
    public List<String> paths() {
        return paths.keySet().stream().map(String::valueOf).toList();
    }

    /** Names of the schemas of objects. */
    List<String> objects() {
        return schemas.keySet().stream()
                .map(String::valueOf)
                .filter(name -> !shape(schemas.get(name)).properties.isEmpty())
                .toList();
    }

    /** Fields that a document of this schema may have. */
    Set<String> fields(String schema) {
        return shape(schemas.get(schema)).properties.keySet();
    }

    /** Fields that it always has. */
    Set<String> required(String schema) {
        return shape(schemas.get(schema)).required;
    }

    /** The schema of what a GET of this path answers. */
    public String schemaOf(String path) {
        Object at = paths.get(path);
        for (String key : List.of("get", "responses", "200", "content", "application/json", "schema", "$ref")) {
            at = ((Map<?, ?>) at).get(key);
        }
        return name(at);
    }

    /** Each with the place in the document; empty if the document is as the schema says. */
    public List<String> differences(String schema, Object document) {
        List<String> found = new ArrayList<>();
        compare(schema, schemas.get(schema), document, found);
        return found;
    }

    private void compare(String place, Object schema, Object value, List<String> found) {
        Shape shape = shape(schema);
        String type = type(value);
        if (!shape.types.contains(type) && !(type.equals("integer") && shape.types.contains("number"))) {
            found.add(place + ": " + type + " is none of " + shape.types);
        } else if (value instanceof String word && !shape.words.isEmpty() && !shape.words.contains(word)) {
            found.add(place + ": " + word + " is none of " + shape.words);
        } else if (value instanceof List<?> list) {
            list.forEach(item -> compare(place + "[]", shape.items, item, found));
        } else if (value instanceof Map<?, ?> object) {
            shape.required.stream()
                    .filter(name -> !object.containsKey(name))
                    .forEach(name -> found.add(place + "." + name + ": is missing"));
            object.forEach((name, field) -> {
                Object part = shape.properties.getOrDefault(String.valueOf(name), shape.values);
                if (part == null) {
                    found.add(place + "." + name + ": is not in the schema");
                } else {
                    compare(place + "." + name, part, field, found);
                }
            });
        }
    }

    private static String type(Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof Boolean) {
            return "boolean";
        } else if (value instanceof Integer || value instanceof Long) {
            return "integer";
        } else if (value instanceof Number) {
            return "number";
        } else if (value instanceof List) {
            return "array";
        }
        return value instanceof Map ? "object" : "string";
    }

    /** A schema with all that it refers to. {@code oneOf} stands only between something and null. */
    private Shape shape(Object schema) {
        Map<?, ?> map = (Map<?, ?>) schema;
        if (map.get("$ref") != null) {
            return shape(schemas.get(name(map.get("$ref"))));
        }
        Shape shape = new Shape();
        list(map.get("allOf")).forEach(part -> shape.add(shape(part)));
        list(map.get("oneOf")).forEach(part -> shape.add(shape(part)));
        list(map.get("type")).forEach(type -> shape.types.add(String.valueOf(type)));
        list(map.get("enum")).forEach(word -> shape.words.add(String.valueOf(word)));
        list(map.get("required")).forEach(name -> shape.required.add(String.valueOf(name)));
        if (map.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, part) -> shape.properties.put(String.valueOf(name), part));
        }
        shape.items = map.get("items") == null ? shape.items : map.get("items");
        shape.values = map.get("additionalProperties") == null ? shape.values : map.get("additionalProperties");
        return shape;
    }

    private static List<?> list(Object value) {
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> list ? list : List.of(value);
    }

    private static String name(Object reference) {
        String text = String.valueOf(reference);
        return text.substring(text.lastIndexOf('/') + 1);
    }

    private static final class Shape {
        private final Set<String> types = new LinkedHashSet<>();
        private final Set<String> words = new LinkedHashSet<>();
        private final Set<String> required = new LinkedHashSet<>();
        private final Map<String, Object> properties = new LinkedHashMap<>();
        private Object items;
        private Object values;

        private void add(Shape other) {
            types.addAll(other.types);
            words.addAll(other.words);
            required.addAll(other.required);
            properties.putAll(other.properties);
            items = other.items == null ? items : other.items;
            values = other.values == null ? values : other.values;
        }
    }
}
