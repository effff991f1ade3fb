package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Service specs as files for {@code --spec}, and a comparison of specs that owes nothing to the engine's own. */
final class Specs {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Specs() {}

    /** The example's spec, changed; written to a file in the folder. */
    static String example(Path folder, Consumer<ObjectNode> edit) {
        try {
            Path example = LAB.project().resolve("examples/go-demo/service.json");
            return write(folder, (ObjectNode) JSON.readTree(example.toFile()), edit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The spec in a resource beside the tests, changed; written to a file in the folder. */
    static String resource(Path folder, String name, Consumer<ObjectNode> edit) {
        try (InputStream in = Specs.class.getResourceAsStream(name)) {
            return write(folder, (ObjectNode) JSON.readTree(in), edit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String write(Path folder, ObjectNode spec, Consumer<ObjectNode> edit) {
        try {
            edit.accept(spec);
            Path file = Files.createTempFile(folder, "spec", ".json");
            JSON.writeValue(file.toFile(), spec);
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode file(String file) {
        try {
            return JSON.readTree(Path.of(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where two trees differ: {@code ~path} another value, {@code +path} only in the second, {@code -path} only in the first. */
    static Set<String> changes(JsonNode before, JsonNode after) {
        Set<String> changes = new TreeSet<>();
        compare("", before, after, changes);
        return changes;
    }

    private static void compare(String path, JsonNode before, JsonNode after, Set<String> changes) {
        if (before.isMissingNode() || after.isMissingNode()) {
            changes.add((before.isMissingNode() ? "+" : "-") + path);
        } else if (before.isObject() && after.isObject()) {
            Set<String> names = new TreeSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            names.forEach(name ->
                    compare(path.isEmpty() ? name : path + "/" + name, before.path(name), after.path(name), changes));
        } else if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                compare(path + "/" + i, before.path(i), after.path(i), changes);
            }
        } else if (!before.toString().equals(after.toString())) {
            changes.add("~" + path);
        }
    }
}
