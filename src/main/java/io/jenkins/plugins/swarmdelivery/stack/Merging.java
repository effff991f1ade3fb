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
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Merges one definition of a service over another. Several files are merged as Docker does, with its peculiarities:
 * what is empty, 0 or false overrides nothing, lists are concatenated, and only the last of the ports with the same
 * published port is kept. {@code extends}, which Docker does not know, is merged as Compose does.
 */
final class Merging {
    /** Fields in which even 0 overrides. */
    private static final Set<String> COUNTS = Set.of("replicas", "retries", "parallelism", "max_attempts");

    private static final Set<String> DURATIONS = Set.of(
            "stop_grace_period", "delay", "monitor", "window", "interval", "timeout", "start_period", "start_interval");
    private static final Set<String> TEXT_MAPS = Set.of("labels", "sysctls");
    private static final Map<String, String> KEYED =
            Map.of("ports", "published", "volumes", "target", "secrets", "source", "configs", "source");

    private final boolean docker;

    private Merging(boolean docker) {
        this.docker = docker;
    }

    static Fields ofFiles(Fields base, Fields over) {
        return new Merging(true).service(base, over);
    }

    static Fields ofExtension(Fields base, Fields over) {
        return new Merging(false).service(base, over);
    }

    private Fields service(Fields base, Fields over) {
        Fields merged = deep(base, over);
        for (Map.Entry<String, String> keyed : KEYED.entrySet()) {
            String name = keyed.getKey();
            if (base.has(name)) {
                List<Value> all = new ArrayList<>(base.items(name));
                all.addAll(over.items(name));
                Place place = base.get(name).place();
                merged = merged.with(name, new Items(place, docker ? keyed(all, keyed.getValue()) : distinct(all)));
            }
        }
        return merged;
    }

    private Fields deep(Fields base, Fields over) {
        Map<String, Value> merged = new LinkedHashMap<>(base.values());
        over.values().forEach((name, value) -> merged.merge(name, value, (below, above) -> field(name, below, above)));
        return new Fields(base.place(), merged);
    }

    private Value field(String name, Value base, Value over) {
        if (base instanceof Scalar && over instanceof Scalar scalar) {
            return docker && empty(name, scalar) ? base : over;
        }
        if (base instanceof Items below && over instanceof Items above) {
            boolean replaced = name.equals("command") || name.equals("entrypoint") || (name.equals("test") && !docker);
            if (replaced) {
                return above.values().isEmpty() && docker ? base : over;
            }
            List<Value> joined = new ArrayList<>(below.values());
            joined.addAll(above.values());
            return new Items(base.place(), docker ? joined : distinct(joined));
        }
        if (base instanceof Fields below && over instanceof Fields above) {
            return fields(name, below, above);
        }
        return over instanceof Scalar scalar && scalar.nothing() ? base : over;
    }

    private Value fields(String name, Fields base, Fields over) {
        if (TEXT_MAPS.contains(name) || name.equals("ulimits")) {
            return replaced(base, over, false);
        }
        return switch (name) {
            case "environment" -> replaced(base, over, docker);
            case "networks" -> docker ? networks(base, over) : deep(base, over);
            case "logging" -> logging(base, over);
            default -> deep(base, over);
        };
    }

    /** @param keepFull whether an empty value overrides only empty values */
    private static Fields replaced(Fields base, Fields over, boolean keepFull) {
        Map<String, Value> merged = new LinkedHashMap<>(base.values());
        over.values().forEach((name, value) -> {
            boolean empty = value instanceof Scalar scalar && scalar.text().isEmpty();
            boolean full =
                    merged.get(name) instanceof Scalar scalar && !scalar.text().isEmpty();
            if (!(keepFull && empty && full)) {
                merged.put(name, value);
            }
        });
        return new Fields(base.place(), merged);
    }

    /** Later aliases replace earlier ones, even if there are none; driver options stay. */
    private static Fields networks(Fields base, Fields over) {
        Map<String, Value> merged = new LinkedHashMap<>(base.values());
        over.values()
                .forEach((name, value) -> merged.merge(name, value, (below, above) -> {
                    if (!(below instanceof Fields network) || !(above instanceof Fields later)) {
                        return below instanceof Fields ? below : above;
                    }
                    return later.has("aliases")
                            ? network.with("aliases", later.get("aliases"))
                            : network.without("aliases");
                }));
        return new Fields(base.place(), merged);
    }

    private Fields logging(Fields base, Fields over) {
        String below = base.text("driver").orElse("");
        String above = over.text("driver").orElse("");
        if (!below.isEmpty() && !above.isEmpty() && !below.equals(above)) {
            return over;
        }
        Fields merged = below.isEmpty() && over.has("driver") ? base.with("driver", over.get("driver")) : base;
        // Docker loses the later options if the earlier definition has none.
        return (docker && !base.has("options")) || !over.has("options")
                ? merged
                : merged.with("options", replaced(base.fields("options"), over.fields("options"), false));
    }

    private static boolean empty(String name, Scalar scalar) {
        if (COUNTS.contains(name)) {
            return false;
        }
        OptionalLong duration = DURATIONS.contains(name) ? GoUnits.duration(scalar.text()) : OptionalLong.empty();
        return switch (scalar.type()) {
            case NOTHING -> true;
            case TEXT -> scalar.text().isEmpty() || (duration.isPresent() && duration.getAsLong() == 0);
            case BOOLEAN -> scalar.text().equals("false");
            default -> Double.parseDouble(scalar.text()) == 0;
        };
    }

    private static List<Value> keyed(List<Value> all, String key) {
        Map<String, Value> byKey = new LinkedHashMap<>();
        all.forEach(item -> byKey.put(((Fields) item).text(key).orElse("0"), item));
        boolean number = key.equals("published");
        Comparator<Map.Entry<String, Value>> order =
                number ? Comparator.comparing(entry -> number(entry.getValue())) : Map.Entry.comparingByKey();
        return byKey.entrySet().stream().sorted(order).map(Map.Entry::getValue).toList();
    }

    private static long number(Value port) {
        String published = ((Fields) port).text("published").orElse("0");
        return published.matches("[0-9]{1,9}") ? Long.parseLong(published) : 0;
    }

    private static List<Value> distinct(List<Value> all) {
        Map<String, Value> seen = new LinkedHashMap<>();
        all.forEach(item -> seen.put(written(item), item));
        return List.copyOf(seen.values());
    }

    /** The same for equal values, wherever they are written. */
    private static String written(Value value) {
        if (value instanceof Scalar scalar) {
            return scalar.type() == Kind.NOTHING ? "~" : scalar.text();
        }
        if (value instanceof Items items) {
            return items.values().stream().map(Merging::written).toList().toString();
        }
        Map<String, String> fields = new TreeMap<>();
        ((Fields) value).values().forEach((name, below) -> fields.put(name, written(below)));
        return fields.toString();
    }
}
