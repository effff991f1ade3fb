package io.jenkins.plugins.swarmdelivery.stack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An immutable node of a stack file, with the place where it is written. */
sealed interface Value {
    Place place();

    /** Its kind, for messages. */
    String kind();

    /** The type of a scalar as Docker, which uses Go's YAML library, reads it. */
    enum Kind {
        TEXT("a string"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        NOTHING("nothing");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** @param text as Go prints the value: 292 for 0444 */
    record Scalar(Place place, Kind type, String text) implements Value {
        @Override
        public String kind() {
            return type.words;
        }

        boolean nothing() {
            return type == Kind.NOTHING;
        }
    }

    /** A list. */
    record Items(Place place, List<Value> values) implements Value {
        public Items {
            values = Collections.unmodifiableList(values);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A mapping, with its fields in the order of the file. */
    record Fields(Place place, Map<String, Value> values) implements Value {
        public Fields {
            values = Collections.unmodifiableMap(values);
        }

        @Override
        public String kind() {
            return "a mapping";
        }

        boolean has(String name) {
            return values.containsKey(name);
        }

        /** Null if there is no such field. */
        Value get(String name) {
            return values.get(name);
        }

        Fields with(String name, Value value) {
            Map<String, Value> changed = new LinkedHashMap<>(values);
            changed.put(name, value);
            return new Fields(place, changed);
        }

        Fields without(String name) {
            Map<String, Value> changed = new LinkedHashMap<>(values);
            changed.remove(name);
            return new Fields(place, changed);
        }

        /** The mapping below a field; empty if there is none, or it has no content. */
        Fields fields(String name) {
            return get(name) instanceof Fields fields ? fields : new Fields(place, Map.of());
        }

        List<Value> items(String name) {
            return get(name) instanceof Items items ? items.values() : List.of();
        }

        /** The text of a scalar as Docker reads it; empty if there is none, or it is empty. */
        Optional<String> text(String name) {
            return get(name) instanceof Scalar scalar
                            && !scalar.nothing()
                            && !scalar.text().isEmpty()
                    ? Optional.of(scalar.text())
                    : Optional.empty();
        }

        boolean flag(String name) {
            return text(name).filter("true"::equals).isPresent();
        }

        List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            for (Value item : items(name)) {
                if (item instanceof Scalar scalar) {
                    texts.add(scalar.text());
                }
            }
            return texts;
        }
    }

    /** A text that is derived from what is written at a place. */
    static Scalar text(Place place, String text) {
        return new Scalar(place, Kind.TEXT, text);
    }
}
