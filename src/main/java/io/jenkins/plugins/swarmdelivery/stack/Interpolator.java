package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Items;
import io.jenkins.plugins.swarmdelivery.stack.Value.Kind;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Replaces the variables in a whole file, and converts texts to numbers and booleans where the file must have them. */
final class Interpolator {
    private static final Set<String> YES = Set.of("y", "yes", "true", "on");
    private static final Set<String> NO = Set.of("n", "no", "false", "off");

    private final Interpolation.Lookup values;
    private final boolean allowUnset;
    private final Problems problems = new Problems();
    private long size;

    private Interpolator(Interpolation.Lookup values, boolean allowUnset) {
        this.values = values;
        this.allowUnset = allowUnset;
    }

    /**
     * Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} naming every variable without a
     * value, unless that is allowed, and the first malformed one.
     */
    static Fields fill(Fields file, Interpolation.Lookup values, boolean allowUnset) {
        Interpolator interpolator = new Interpolator(values, allowUnset);
        Map<String, Value> filled = new LinkedHashMap<>();
        // A field that begins with x- counts only where an alias refers to it.
        file.values()
                .forEach((name, value) -> filled.put(
                        name,
                        name.startsWith("x-")
                                ? value
                                : interpolator.value(value, Schema.FILE.fields().get(name), name)));
        interpolator.problems.throwIfAny();
        return new Fields(file.place(), filled);
    }

    private Value value(Value value, Schema schema, String field) {
        if (value instanceof Scalar scalar) {
            return scalar.type() == Kind.TEXT ? scalar(scalar, schema, field) : scalar;
        }
        if (value instanceof Items items) {
            List<Value> filled = new ArrayList<>();
            items.values().forEach(item -> filled.add(value(item, schema == null ? null : schema.each(), field)));
            return new Items(items.place(), filled);
        }
        Map<String, Value> filled = new LinkedHashMap<>();
        ((Fields) value).values().forEach((name, below) -> filled.put(name, value(below, below(schema, name), name)));
        return new Fields(value.place(), filled);
    }

    private static Schema below(Schema schema, String name) {
        if (schema == null) {
            return null;
        }
        return schema.fields().containsKey("*")
                ? schema.fields().get("*")
                : schema.fields().get(name);
    }

    private Scalar scalar(Scalar written, Schema schema, String field) {
        Place place = written.place();
        String filled = Interpolation.fill(place, written.text(), values, name -> unset(place, name));
        size += filled.length();
        if (size > 4L * YamlReader.LARGEST) {
            throw place.wrong("the file exceeds 4 MB with its variables replaced; shorten them");
        }
        if (filled.equals(written.text())) {
            return written;
        }
        String wanted = schema == null ? "" : schema.kinds().get(0);
        return switch (wanted) {
            case "integer" -> integer(place, filled, field);
            case "number" -> number(place, filled);
            case "boolean" -> flag(place, filled);
            default -> Value.text(place, filled);
        };
    }

    private void unset(Place place, String name) {
        if (!allowUnset) {
            problems.add(
                    place,
                    "the variable " + Place.shown(name, 100) + " has no value; set it with --set or --env-file,"
                            + " write a default such as ${" + Place.shown(name, 100)
                            + ":-default}, or accept empty values with --allow-unset");
        }
    }

    private Scalar integer(Place place, String text, String field) {
        if (!text.matches("[-+]?[0-9]{1,18}")) {
            return bad(place, text, "it must be a whole number once its variables are replaced");
        }
        if (field.equals("mode") && text.matches("0[0-9]+")) {
            return bad(place, text, "Docker reads the value of a variable as a decimal number; write 292 for 0444");
        }
        return new Scalar(place, Kind.INTEGER, String.valueOf(Long.parseLong(text)));
    }

    private Scalar number(Place place, String text) {
        if (!text.matches("[-+]?([0-9]{1,18}(\\.[0-9]{0,18})?|\\.[0-9]{1,18})")) {
            return bad(place, text, "it must be a number once its variables are replaced");
        }
        return new Scalar(place, Kind.NUMBER, GoScalar.printed(Double.parseDouble(text)));
    }

    private Scalar flag(Place place, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!YES.contains(lower) && !NO.contains(lower)) {
            return bad(place, text, "it must be true or false once its variables are replaced");
        }
        return new Scalar(place, Kind.BOOLEAN, String.valueOf(YES.contains(lower)));
    }

    /** An empty text comes from a variable that was already reported. */
    private Scalar bad(Place place, String text, String remedy) {
        if (!text.isEmpty() || allowUnset) {
            problems.add(place, "\"" + Place.shown(text, 100) + "\" is not valid; " + remedy);
        }
        return Value.text(place, text);
    }
}
