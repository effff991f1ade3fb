package io.jenkins.plugins.swarmdelivery.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stack files that are written in a test, in a folder of the test's own. */
final class Stacks implements StackFolder {
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Values values = new Values();
    private final List<StackInput.Source> sources = new ArrayList<>();
    private Set<String> profiles = Set.of();
    private boolean allowUnset;

    /** The name of the first is {@code stack.yml}, that of the second {@code 2.yml}. */
    static Stacks of(String... contents) {
        Stacks stacks = new Stacks();
        for (String content : contents) {
            String name = stacks.sources.isEmpty() ? "stack.yml" : stacks.sources.size() + 1 + ".yml";
            stacks.sources.add(new StackInput.Source(name, content.getBytes(StandardCharsets.UTF_8)));
        }
        return stacks;
    }

    Stacks file(String path, String content) {
        files.put(path, content);
        return this;
    }

    Stacks value(String name, String value) {
        values.put(name, value, "--set");
        return this;
    }

    Stacks profile(String name) {
        profiles = Set.of(name);
        return this;
    }

    Stacks allowUnset() {
        allowUnset = true;
        return this;
    }

    Stack read() {
        return read(RoutedBy.ROUTES);
    }

    Stack read(RoutedBy labels) {
        return Stack.read(new StackInput(sources, this, values, profiles, allowUnset), labels);
    }

    /** Of the first service, by the name of its object. */
    Map<String, Object> spec() {
        return read().specs("shop").services().get(0);
    }

    @Override
    public byte[] read(String path, int most) throws IOException {
        String content = files.get(path.startsWith("./") ? path.substring(2) : path);
        if (content == null) {
            throw new NoSuchFileException(path);
        }
        return content.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String absolute(String path) {
        return "/folder/" + path;
    }
}
