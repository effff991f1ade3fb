package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The fields of one object of a stored ledger. Strict, unlike {@link Json}: a value of a wrong type, or an invalid one,
 * is refused and named by its path, so that a damaged ledger is never read as one with less in it.
 *
 * @param path of the object, e.g. {@code ledger.delivery.to}
 */
record LedgerFields(String path, Map<?, ?> tree) {
    private static final String REMEDY = "the ledger was edited or damaged";

    String path(String field) {
        return path + "." + field;
    }

    List<String> names() {
        return tree.keySet().stream().map(String::valueOf).toList();
    }

    /** Empty if it is absent. */
    String text(String field) {
        return typed(field, String.class).orElse("");
    }

    boolean flag(String field, boolean otherwise) {
        return typed(field, Boolean.class).orElse(otherwise);
    }

    int number(String field) {
        return whole(field).orElseThrow(() -> missing(field));
    }

    int number(String field, int otherwise) {
        return whole(field).orElse(otherwise);
    }

    <T> Optional<T> optional(String field, Function<String, T> parser) {
        return typed(field, String.class).map(text -> parse(path(field), text, parser));
    }

    <T> T parsed(String field, Function<String, T> parser) {
        return optional(field, parser).orElseThrow(() -> missing(field));
    }

    Optional<LedgerFields> object(String field) {
        return typed(field, Map.class).map(object -> new LedgerFields(path(field), object));
    }

    LedgerFields needed(String field) {
        return object(field).orElseThrow(() -> missing(field));
    }

    /** An absent list reads as an empty one. */
    List<LedgerFields> objects(String field) {
        List<?> list = typed(field, List.class).orElse(List.of());
        return IntStream.range(0, list.size())
                .mapToObj(i -> {
                    String at = path(field) + "[" + i + "]";
                    if (list.get(i) instanceof Map<?, ?> object) {
                        return new LedgerFields(at, object);
                    }
                    throw new RefusedException(at, list.get(i), REMEDY);
                })
                .toList();
    }

    /** Parses the name of a field, which is a value itself. */
    <T> T valid(String name, Function<String, T> parser) {
        return parse(path(name), name, parser);
    }

    /** The value; if its constructor refuses it, the message gets the path of this object. */
    <T> T valid(Supplier<T> value) {
        try {
            return value.get();
        } catch (RefusedException e) {
            throw e.getMessage().startsWith(path) ? e : new RefusedException(path + ": " + e.getMessage());
        }
    }

    private static <T> T parse(String path, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (DateTimeException | IllegalArgumentException | RefusedException e) {
            throw new RefusedException(path, text, REMEDY);
        }
    }

    private Optional<Integer> whole(String field) {
        return typed(field, Number.class).map(number -> {
            if (number.longValue() == number.doubleValue() && number.longValue() == number.intValue()) {
                return number.intValue();
            }
            throw new RefusedException(path(field), number, REMEDY);
        });
    }

    private <T> Optional<T> typed(String field, Class<T> type) {
        Object value = tree.get(field);
        if (value != null && !type.isInstance(value)) {
            throw new RefusedException(path(field), value, REMEDY);
        }
        return Optional.ofNullable(type.cast(value));
    }

    private RefusedException missing(String field) {
        return new RefusedException(path(field), null, REMEDY);
    }
}
