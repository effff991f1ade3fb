package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Items;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The services of a file, each merged with the service that it {@code extends}, in this file or one beside it. */
final class Extensions {
    private static final int MOST = 8 << 20;

    interface Files {
        /** The validated content of a file beside the stack file. */
        Fields read(String path);
    }

    private final Fields file;
    private final ServiceForm form;
    private final Files files;
    private final Map<String, Fields> read = new HashMap<>();
    private long size;

    Extensions(Fields file, ServiceForm form, Files files) {
        this.file = file;
        this.form = form;
        this.files = files;
    }

    /** Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} if services extend each other. */
    Fields service(String name) {
        Fields service = service(file, "", name, new ArrayList<>());
        size += size(service);
        if (size > MOST) {
            throw service.place().wrong("the services exceed 8 MB with what they extend; extend smaller ones");
        }
        return service;
    }

    private static long size(Value value) {
        if (value instanceof Scalar scalar) {
            return scalar.text().length();
        }
        Collection<Value> below = value instanceof Items items
                ? items.values()
                : ((Fields) value).values().values();
        return below.stream().mapToLong(Extensions::size).sum() + below.size();
    }

    private Fields service(Fields in, String path, String name, List<String> way) {
        Fields service = form.of((Fields) in.fields("services").get(name));
        Value extension = service.get("extends");
        if (extension == null) {
            return service;
        }
        String here = path + " " + name;
        if (way.contains(here)) {
            throw extension.place().wrong(name, "it extends itself through others; extend a service that does not");
        }
        way.add(here);
        String target =
                extension instanceof Fields fields ? fields.text("service").orElse(name) : ((Scalar) extension).text();
        String otherPath =
                extension instanceof Fields fields ? fields.text("file").orElse("") : "";
        Fields other = otherPath.isEmpty() ? in : other(extension.place(), otherPath);
        if (!other.fields("services").has(target)) {
            throw extension
                    .place()
                    .wrong(
                            target,
                            Guess.question(
                                    target, other.fields("services").values().keySet(), "there is no such service"));
        }
        Fields base = service(other, otherPath.isEmpty() ? path : otherPath, target, way);
        return Merging.ofExtension(base.without("extends"), service.without("extends"));
    }

    private Fields other(Place place, String path) {
        String plain = path.startsWith("./") ? path.substring(2) : path;
        if (plain.contains("/") || plain.contains("\\")) {
            throw place.wrong(
                    path, "it must be in the stack file's folder, so that paths mean the same; move it there");
        }
        return read.computeIfAbsent(plain, files::read);
    }
}
