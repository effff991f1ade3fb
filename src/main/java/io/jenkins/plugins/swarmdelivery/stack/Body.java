package io.jenkins.plugins.swarmdelivery.stack;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A JSON object in the form that Go writes: most fields are omitted if they are empty. */
final class Body {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** A field that is present even if it is empty. */
    Body put(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    Body some(String name, Optional<?> value) {
        value.ifPresent(some -> fields.put(name, some));
        return this;
    }

    Body some(String name, Collection<?> values) {
        return values.isEmpty() ? this : put(name, values);
    }

    Body some(String name, Map<?, ?> values) {
        return values.isEmpty() ? this : put(name, values);
    }

    Body some(String name, boolean flag) {
        return flag ? put(name, true) : this;
    }

    Body some(String name, long number) {
        return number == 0 ? this : put(name, number);
    }

    Map<String, Object> fields() {
        return fields;
    }
}
