package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Items;
import io.jenkins.plugins.swarmdelivery.stack.Value.Kind;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Normalizes a service: short forms become the long form, which is then merged and converted. */
final class ServiceForm {
    private final Consumer<String> notes;

    /** @param notes receives messages about what Docker does not use */
    ServiceForm(Consumer<String> notes) {
        this.notes = notes;
    }

    Fields of(Fields written) {
        Map<String, Value> service = new LinkedHashMap<>(written.values());
        service.replaceAll((name, value) -> field(name, value));
        service.keySet().removeIf(name -> name.startsWith("x-") || OtherFields.IGNORED.contains(name));
        return new Fields(written.place(), service);
    }

    private Value field(String name, Value value) {
        if (OtherFields.IGNORED.contains(name)) {
            notes.accept(value.place().line("is ignored; Swarm does not support it, and docker stack ignores it, too"));
            return value;
        }
        return switch (name) {
            case "command", "entrypoint" -> texts(value, text -> words(value.place(), text));
            case "dns", "dns_search" -> texts(value, List::of);
            case "environment" -> Pairs.mapping(value, true);
            case "labels", "sysctls" -> Pairs.mapping(value, false);
            case "extra_hosts" -> Pairs.hosts(value);
            case "healthcheck" -> below(value, "test", test -> texts(test, text -> List.of("CMD-SHELL", text)));
            case "deploy" -> below(value, "labels", labels -> Pairs.mapping(labels, false));
            case "ports" -> ports((Items) value);
            case "volumes" -> each(value, VolumeText::parse);
            case "configs", "secrets" -> each(value, text -> new Fields(text.place(), Map.of("source", text)));
            case "networks" -> networks(value);
            case "ulimits" -> ulimits((Fields) value);
            case "depends_on" -> dependencies(value);
            default -> value;
        };
    }

    private static List<String> words(Place place, String text) {
        return ShellWords.split(place, text);
    }

    private interface Split {
        List<String> of(String text);
    }

    private static Value texts(Value value, Split split) {
        if (!(value instanceof Scalar scalar)) {
            return value;
        }
        List<Value> items = new ArrayList<>();
        if (!scalar.nothing()) {
            split.of(scalar.text()).forEach(word -> items.add(Value.text(value.place(), word)));
        }
        return new Items(value.place(), items);
    }

    private static Value below(Value value, String field, UnaryOperator<Value> change) {
        return value instanceof Fields fields && fields.has(field)
                ? fields.with(field, change.apply(fields.get(field)))
                : value;
    }

    private interface Form {
        Fields of(Scalar text);
    }

    private static Items each(Value value, Form form) {
        List<Value> items = new ArrayList<>();
        for (Value item : ((Items) value).values()) {
            items.add(item instanceof Scalar scalar ? form.of(scalar) : item);
        }
        return new Items(value.place(), items);
    }

    private Items ports(Items written) {
        List<Value> ports = new ArrayList<>();
        for (Value item : written.values()) {
            if (item instanceof Scalar scalar) {
                ports.addAll(PortText.parse(scalar, notes));
            } else {
                ports.add(item);
            }
        }
        return new Items(written.place(), ports);
    }

    private static Fields networks(Value written) {
        if (written instanceof Fields fields) {
            return fields;
        }
        Map<String, Value> networks = new LinkedHashMap<>();
        for (Value item : ((Items) written).values()) {
            networks.put(((Scalar) item).text(), new Scalar(item.place(), Kind.NOTHING, ""));
        }
        return new Fields(written.place(), networks);
    }

    private static Fields ulimits(Fields written) {
        Map<String, Value> limits = new LinkedHashMap<>(written.values());
        limits.replaceAll((name, value) -> {
            if (value instanceof Scalar scalar) {
                return new Fields(scalar.place(), Map.of("soft", scalar, "hard", scalar));
            }
            Fields both = (Fields) value;
            if (!both.has("soft") || !both.has("hard")) {
                throw both.place().wrong("soft and hard are required; write soft: NUMBER and hard: NUMBER");
            }
            return both;
        });
        return new Fields(written.place(), limits);
    }

    /** By name, with the condition. */
    private static Fields dependencies(Value written) {
        if (written instanceof Fields fields) {
            return fields;
        }
        Map<String, Value> dependencies = new LinkedHashMap<>();
        for (Value item : ((Items) written).values()) {
            dependencies.put(((Scalar) item).text(), new Fields(item.place(), Map.of()));
        }
        return new Fields(written.place(), dependencies);
    }
}
