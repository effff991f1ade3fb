package io.jenkins.plugins.swarmdelivery.stack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Builds a tree from the events of a YAML parser. An alias is the same value as its anchor. */
final class YamlTree {
    private static final int DEEPEST = 50;

    /** Nodes; an alias counts as all nodes that it stands for. */
    private static final int MOST = 100_000;

    private static final String CORE = "tag:yaml.org,2002:";
    private static final String MERGE = "<<";

    private final String file;
    private final Iterator<Event> events;
    private final Map<Anchor, Value> anchors = new HashMap<>();
    private final Map<Anchor, Integer> sizes = new HashMap<>();
    private int count;
    private int depth;

    YamlTree(String file, Iterator<Event> events) {
        this.file = file;
        this.events = events;
    }

    Value.Fields document() {
        Place root = Place.of(file);
        skipTo(Event.ID.DocumentStart, root);
        Value value = value(events.next(), root);
        events.next();
        Event next = events.next();
        if (next.getEventId() != Event.ID.StreamEnd) {
            throw at(root, "", next).wrong("a second document begins; keep one per file, pass the others as files");
        }
        if (value instanceof Value.Fields fields) {
            return fields;
        }
        throw value.place().wrong("must be a mapping, such as \"services:\"; it is " + value.kind());
    }

    private void skipTo(Event.ID wanted, Place root) {
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() == wanted) {
                return;
            }
        }
        throw root.wrong("is empty; define services in it");
    }

    private Value value(Event event, Place place) {
        if (event instanceof AliasEvent alias) {
            Value value = anchors.get(alias.getAlias());
            if (value == null) {
                throw place.wrong("*" + Place.shown(alias.getAlias().getValue(), 100)
                        + " is inside the value that it refers to, or before it; write out the value");
            }
            grow(sizes.get(alias.getAlias()), place);
            return value;
        }
        int before = count;
        grow(1, place);
        Value value = written(event, place);
        anchor(event).ifPresent(name -> {
            anchors.put(name, value);
            sizes.put(name, count - before);
        });
        return value;
    }

    private Value written(Event event, Place place) {
        if (event instanceof SequenceStartEvent start) {
            return items(start, place);
        }
        if (event instanceof MappingStartEvent start) {
            return fields(start, place);
        }
        return scalar((ScalarEvent) event, place);
    }

    private static Optional<Anchor> anchor(Event event) {
        return event instanceof NodeEvent node ? node.getAnchor() : Optional.empty();
    }

    private void grow(int by, Place place) {
        count += by;
        if (count > MOST) {
            throw place.wrong("expands to more than " + MOST + " values; use fewer aliases");
        }
    }

    private void deeper(Place place) {
        if (++depth > DEEPEST) {
            throw place.wrong("is nested more than " + DEEPEST + " levels deep; check the brackets");
        }
    }

    private static Value.Scalar scalar(ScalarEvent event, Place place) {
        String tag = event.getTag().map(written -> written.replace(CORE, "!!")).orElse("");
        if (tag.isEmpty() || tag.equals("!")) {
            return event.isPlain() && tag.isEmpty()
                    ? GoScalar.resolve(place, event.getValue())
                    : Value.text(place, event.getValue());
        }
        Value.Scalar resolved = GoScalar.resolve(place, event.getValue());
        return switch (tag) {
            case "!!str" -> Value.text(place, event.getValue());
            case "!!int", "!!float", "!!bool", "!!null" -> resolved;
            default -> throw place.wrong(tag, "remove the tag");
        };
    }

    private Value.Items items(SequenceStartEvent start, Place place) {
        plain(start.getTag(), place);
        deeper(place);
        List<Value> values = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            values.add(value(event, at(place, "[" + values.size() + "]", event)));
        }
        depth--;
        return new Value.Items(place, values);
    }

    private Value.Fields fields(MappingStartEvent start, Place place) {
        plain(start.getTag(), place);
        deeper(place);
        Map<String, Value> values = new LinkedHashMap<>();
        List<Value> merged = new ArrayList<>();
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            boolean merge = key instanceof ScalarEvent scalar
                    && scalar.isPlain()
                    && scalar.getValue().equals(MERGE);
            String name = merge ? MERGE : name(key, place);
            Event event = events.next();
            Value value = value(event, at(place, name, key));
            if (merge) {
                merged.add(value);
            } else if (values.putIfAbsent(name, value) != null) {
                throw at(place, name, key).wrong("given twice; remove one");
            }
        }
        merged.forEach(value -> merge(value, values));
        depth--;
        return new Value.Fields(place, values);
    }

    private String name(Event key, Place place) {
        Value name = value(key, at(place, "", key));
        if (name instanceof Value.Scalar scalar && scalar.type() == Value.Kind.TEXT) {
            return scalar.text();
        }
        throw at(place, "", key).wrong("a field name must be a string; put it in quotes");
    }

    /** Fields beside {@code <<} win, then those of the first of several mappings. */
    private static void merge(Value from, Map<String, Value> into) {
        if (from instanceof Value.Fields fields) {
            fields.values().forEach(into::putIfAbsent);
        } else if (from instanceof Value.Items items
                && items.values().stream().allMatch(Value.Fields.class::isInstance)) {
            items.values().forEach(item -> merge(item, into));
        } else {
            throw from.place().wrong("<< takes a mapping, or a list of mappings; write <<: *name");
        }
    }

    private static void plain(Optional<String> tag, Place place) {
        if (tag.filter(written -> !written.equals("!") && !written.startsWith(CORE))
                .isPresent()) {
            throw place.wrong(tag.get(), "unknown tag; remove it");
        }
    }

    private static Place at(Place parent, String name, Event event) {
        Mark mark = event.getStartMark().orElse(null);
        return mark == null
                ? parent.below(name, parent.line(), parent.column())
                : parent.below(name, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
