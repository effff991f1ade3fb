package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.Map;
import java.util.TreeMap;

/** The name of a stack, with which the names of its objects begin. */
record Namespace(String name) {
    static final String LABEL = "com.docker.stack.namespace";
    /** The image as written in the file, by which Docker detects a change. */
    static final String IMAGE = "com.docker.stack.image";

    String scoped(String object) {
        return name + "_" + object;
    }

    /** The name that the file gives an object, else the name with the stack's prefix. */
    String nameOf(String object, Fields definition) {
        return definition.text("name").orElse(scoped(object));
    }

    /** The labels with that of the stack, which cannot be overridden. */
    Map<String, String> labels(Fields labels) {
        Map<String, String> all = texts(labels);
        all.put(LABEL, name);
        return all;
    }

    static Map<String, String> texts(Fields fields) {
        Map<String, String> texts = new TreeMap<>();
        fields.values().forEach((field, value) -> texts.put(field, ((Scalar) value).text()));
        return texts;
    }
}
