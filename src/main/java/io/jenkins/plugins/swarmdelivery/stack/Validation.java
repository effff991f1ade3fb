package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Items;
import io.jenkins.plugins.swarmdelivery.stack.Value.Kind;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Validates a file against the {@link Schema}, and reports all errors at once. */
final class Validation {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");

    /** Fields whose names only Docker checks: driver options, kernel limits. */
    private static final Set<String> ANY_NAME = Set.of("options", "driver_opts");

    private static final Map<String, String> WORDS = Map.of(
            "text",
            "a string",
            "integer",
            "a whole number",
            "number",
            "a number",
            "boolean",
            "true or false",
            "texts",
            "a list of strings",
            "list",
            "a list",
            "pairs",
            "a list of NAME=VALUE, or a mapping",
            "duration",
            "a duration such as 30s",
            "order",
            "start-first or stop-first");

    private final Problems problems = new Problems();

    private Validation() {}

    /** Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} with one line for each problem. */
    static void check(Fields file) {
        Validation validation = new Validation();
        validation.fields(file, Schema.FILE, "");
        validation.problems.throwIfAny();
    }

    private void value(Value value, Schema schema, String field) {
        if (schema.is("any")) {
            return;
        }
        String kind = schema.kinds().stream()
                .filter(known -> fits(value, known))
                .findFirst()
                .orElse("");
        if (kind.isEmpty()) {
            problems.add(value.place(), wrong(value, schema));
        } else if (value instanceof Fields fields && !kind.equals("pairs")) {
            fields(fields, schema, kind.equals("names") ? field : "");
        } else if (value instanceof Items items && kind.equals("list")) {
            items.values().forEach(item -> value(item, schema.each(), field));
        } else if (value instanceof Items items && kind.equals("texts")) {
            unique(items);
        }
        if (kind.equals("list") && field.equals("ports")) {
            unique((Items) value);
        }
    }

    private static boolean fits(Value value, String kind) {
        if (value instanceof Scalar scalar) {
            return switch (kind) {
                case "text" -> scalar.type() == Kind.TEXT;
                case "integer" -> scalar.type() == Kind.INTEGER;
                case "number" -> scalar.type() == Kind.INTEGER || scalar.type() == Kind.NUMBER;
                case "boolean" -> scalar.type() == Kind.BOOLEAN;
                case "null" -> scalar.nothing();
                case "duration" ->
                    scalar.type() == Kind.TEXT
                            && GoUnits.duration(scalar.text()).isPresent();
                case "order" -> List.of("start-first", "stop-first").contains(scalar.text());
                default -> false;
            };
        }
        if (value instanceof Items items) {
            return switch (kind) {
                case "list" -> true;
                case "texts" -> items.values().stream().allMatch(item -> fits(item, "text"));
                case "pairs" -> items.values().stream().allMatch(Scalar.class::isInstance);
                default -> false;
            };
        }
        return switch (kind) {
            case "object", "open", "names" -> true;
            case "pairs" -> ((Fields) value).values().values().stream().allMatch(Scalar.class::isInstance);
            default -> false;
        };
    }

    private static String wrong(Value value, Schema schema) {
        if (schema.is("order")) {
            return "write start-first or stop-first";
        }
        List<String> wanted = schema.kinds().stream()
                .filter(kind -> !kind.equals("null"))
                .map(kind -> WORDS.getOrDefault(kind, "a mapping"))
                .distinct()
                .toList();
        String shown = value instanceof Scalar scalar && !scalar.nothing()
                ? "\"" + Place.shown(scalar.text(), 100) + "\" is not valid; "
                : "";
        String is = shown.isEmpty() ? "; it is " + value.kind() : "";
        boolean quotes = schema.is("text") && value instanceof Scalar scalar && !scalar.nothing();
        return shown + "must be " + String.join(" or ", wanted) + is + (quotes ? "; put it in quotes" : remedy(schema));
    }

    private static String remedy(Schema schema) {
        if (schema.is("duration")) {
            return "; " + GoUnits.DURATION_REMEDY;
        }
        if (schema.is("boolean")) {
            return "; yes and on are strings here";
        }
        return schema.is("texts") || schema.is("list") ? "; write one item per line, as in - one" : "";
    }

    private void fields(Fields fields, Schema schema, String names) {
        Schema each = schema.fields().get("*");
        fields.values().forEach((name, value) -> {
            Schema known = schema.fields().get(name);
            if (each != null) {
                if (!NAME.matcher(name).matches() && !ANY_NAME.contains(names)) {
                    problems.add(value.place(), "a name can contain only letters, digits and . _ -; rename it");
                }
                value(value, each, name);
            } else if (known != null) {
                value(value, known, name);
            } else if (!name.startsWith("x-") && !schema.is("open")) {
                problems.add(value.place(), unknown(name, schema));
            }
        });
    }

    private static String unknown(String name, Schema schema) {
        if (OtherFields.INSTEAD.containsKey(name)) {
            return "a stack has no such field; " + OtherFields.INSTEAD.get(name);
        }
        Set<String> known = schema.fields().keySet();
        String all =
                known.size() > 15 ? "docs/stack.md lists the known ones" : "known fields: " + String.join(", ", known);
        return "unknown field; " + Guess.question(name, known, all);
    }

    private void unique(Items items) {
        Set<String> seen = new HashSet<>();
        List<Value> again = new ArrayList<>();
        for (Value item : items.values()) {
            if (item instanceof Scalar scalar && !seen.add(scalar.type() + scalar.text())) {
                again.add(item);
            }
        }
        again.forEach(item -> problems.add(item.place(), "given twice; remove one"));
    }
}
