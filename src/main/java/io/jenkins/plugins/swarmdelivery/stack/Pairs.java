package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Items;
import io.jenkins.plugins.swarmdelivery.stack.Value.Kind;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Normalizes what may be written as a mapping or as a list of NAME=VALUE. */
final class Pairs {
    private Pairs() {}

    /**
     * A mapping of texts.
     *
     * @param nothing whether a name without a value has none, as for variables, instead of an empty text
     */
    static Fields mapping(Value written, boolean nothing) {
        Map<String, Value> pairs = new LinkedHashMap<>();
        if (written instanceof Items items) {
            for (Value item : items.values()) {
                Scalar scalar = (Scalar) item;
                int equals = scalar.text().indexOf('=');
                String name = equals < 0 ? scalar.text() : scalar.text().substring(0, equals);
                pairs.put(
                        name,
                        equals < 0
                                ? empty(scalar, nothing)
                                : Value.text(scalar.place(), scalar.text().substring(equals + 1)));
            }
        } else if (written instanceof Fields fields) {
            fields.values().forEach((name, value) -> {
                Scalar scalar = (Scalar) value;
                pairs.put(name, scalar.nothing() ? empty(scalar, nothing) : Value.text(scalar.place(), scalar.text()));
            });
        }
        return new Fields(written.place(), pairs);
    }

    private static Scalar empty(Scalar scalar, boolean nothing) {
        return new Scalar(scalar.place(), nothing ? Kind.NOTHING : Kind.TEXT, "");
    }

    /** A list of {@code host:address}; that of a mapping is sorted by name. */
    static Items hosts(Value written) {
        List<Value> hosts = new ArrayList<>();
        if (written instanceof Items items) {
            for (Value item : items.values()) {
                String text = ((Scalar) item).text();
                int split = text.indexOf('=') < 0 ? text.indexOf(':') : text.indexOf('=');
                if (split < 0) {
                    throw item.place().wrong(text, "write HOST:ADDRESS");
                }
                hosts.add(host(item.place(), text.substring(0, split), text.substring(split + 1)));
            }
        } else if (written instanceof Fields fields) {
            fields.values().forEach((name, value) -> {
                if (!((Scalar) value).nothing()) {
                    hosts.add(host(value.place(), name, ((Scalar) value).text()));
                }
            });
            hosts.sort(Comparator.comparing(host -> ((Scalar) host).text()));
        }
        return new Items(written.place(), hosts);
    }

    private static Scalar host(Place place, String name, String address) {
        boolean brackets = address.length() > 2 && address.startsWith("[") && address.endsWith("]");
        return Value.text(place, name + ":" + (brackets ? address.substring(1, address.length() - 1) : address));
    }
}
