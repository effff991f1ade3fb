package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Nearest;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * An object of a YAML file, read field by field. Invalid values are reported to {@link Problems} and treated as absent.
 * Only requested fields are visited, so aliases cannot make this slow.
 */
final class YamlObject {
    /** A text and its position. */
    record Text(String path, Node node, String value) {}

    private final Problems problems;
    private final String path;
    private final MappingNode node;
    private final Map<String, Node> fields = new LinkedHashMap<>();

    private YamlObject(Problems problems, String path, MappingNode node) {
        this.problems = problems;
        this.path = path;
        this.node = node;
        for (NodeTuple tuple : node.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                problems.add(key, at("?") + ": a field name must be a string; write name: value");
            } else if (fields.putIfAbsent(scalar.getValue(), tuple.getValueNode()) != null) {
                problems.add(key, at(scalar.getValue()) + ": given twice; remove one");
            }
        }
    }

    static Optional<YamlObject> of(Problems problems, String path, Node node) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(new YamlObject(problems, path, mapping));
        }
        problems.add(node, (path.isEmpty() ? "" : path + ": ") + "must be a mapping; write name: value, one per line");
        return Optional.empty();
    }

    Set<String> names() {
        return fields.keySet();
    }

    Node node() {
        return node;
    }

    /** The path of a field of this object. */
    String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    Node node(String field) {
        return fields.get(field);
    }

    /** Reports every field that is not among these. */
    void allow(String... known) {
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && !List.of(known).contains(key.getValue())) {
                String guess = Nearest.to(key.getValue(), List.of(known))
                        .map(near -> "did you mean " + near + "? ")
                        .orElse("");
                problems.add(
                        key,
                        at(key.getValue()) + ": unknown field; " + guess + "Known fields: " + String.join(", ", known));
            }
        }
    }

    Optional<YamlObject> object(String field) {
        return has(field) ? of(problems, at(field), node(field)) : Optional.empty();
    }

    /** @param remedy how to write an element of the list */
    List<YamlObject> objects(String field, String remedy) {
        List<YamlObject> objects = new ArrayList<>();
        if (node(field) instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                of(problems, at(field) + "[" + i + "]", sequence.getValue().get(i))
                        .ifPresent(objects::add);
            }
        } else if (has(field)) {
            problems.add(node(field), at(field) + ": must be a list; " + remedy);
        }
        return objects;
    }

    Optional<Text> text(String field) {
        return has(field) ? textOf(at(field), node(field)) : Optional.empty();
    }

    /** A text as written, possibly empty; a number or boolean without quotes counts as a text. */
    Optional<String> plain(String field) {
        if (node(field) instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return Optional.of(scalar.getValue());
        }
        problems.add(node(field), at(field) + ": must be a single value; write \"\" for an empty one");
        return Optional.empty();
    }

    Optional<Text> requiredText(String field, String remedy) {
        if (!has(field)) {
            problems.missing(node, at(field), remedy);
        }
        return text(field);
    }

    List<Text> texts(String field) {
        List<Text> texts = new ArrayList<>();
        if (node(field) instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                textOf(at(field) + "[" + i + "]", sequence.getValue().get(i)).ifPresent(texts::add);
            }
        } else if (has(field)) {
            problems.add(
                    node(field), at(field) + ": must be a list; write [one, two], or one item per line, as in - one");
        }
        return texts;
    }

    List<Text> requiredTexts(String field, String remedy) {
        if (!has(field)) {
            problems.missing(node, at(field), remedy);
        } else if (node(field) instanceof SequenceNode sequence
                && sequence.getValue().isEmpty()) {
            problems.add(sequence, at(field) + ": is empty; " + remedy);
        }
        return texts(field);
    }

    Optional<Integer> integer(String field, int least, int most) {
        Optional<String> written = scalar(field, Tag.INT, "a number from " + least + " to " + most);
        try {
            Optional<Integer> number = written.map(Integer::parseInt);
            if (number.filter(n -> n < least || n > most).isEmpty()) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, like one that is too large.
        }
        problems.add(node(field), at(field), written.get(), "write a number from " + least + " to " + most);
        return Optional.empty();
    }

    Optional<Integer> port(String field) {
        return integer(field, ClusterFields.MIN_PORT, ClusterFields.MAX_PORT);
    }

    Optional<Boolean> flag(String field) {
        return scalar(field, Tag.BOOL, "true or false").map(Boolean::parseBoolean);
    }

    Optional<Duration> duration(String field) {
        if (node(field) instanceof ScalarNode scalar) {
            try {
                return Optional.of(Durations.parse(at(field), scalar.getValue()));
            } catch (RefusedException e) {
                problems.add(scalar, at(field), scalar.getValue(), Durations.REMEDY);
            }
        } else if (has(field)) {
            problems.add(node(field), at(field) + ": must be a duration; " + Durations.REMEDY);
        }
        return Optional.empty();
    }

    private Optional<Text> textOf(String where, Node value) {
        if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
            if (!scalar.getValue().isBlank()) {
                return Optional.of(new Text(where, value, scalar.getValue()));
            }
            problems.add(value, where + ": is empty; write a value, or omit the field");
        } else if (value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            problems.add(value, where, scalar.getValue(), "it must be a string; put it in quotes");
        } else {
            problems.add(value, where + ": must be a string; write it after the colon");
        }
        return Optional.empty();
    }

    private Optional<String> scalar(String field, Tag tag, String wanted) {
        if (node(field) instanceof ScalarNode scalar) {
            if (scalar.getTag().equals(tag)) {
                return Optional.of(scalar.getValue());
            }
            problems.add(scalar, at(field), scalar.getValue(), "write " + wanted + ", without quotes");
        } else if (has(field)) {
            problems.add(node(field), at(field) + ": must be " + wanted);
        }
        return Optional.empty();
    }
}
