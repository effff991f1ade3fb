package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Configs or secrets: which are created, and how services refer to them. */
final class FileObjects {
    /** How configs and secrets differ. */
    enum Type {
        CONFIG("configs", "config", "Config", 1000 * 1024),
        SECRET("secrets", "secret", "Secret", 500 * 1024);

        private final String section;
        private final String word;
        private final String field;
        private final int largest;

        Type(String section, String word, String field, int largest) {
            this.section = section;
            this.word = word;
            this.field = field;
            this.largest = largest;
        }
    }

    private static final long MODE = 0444;
    private static final String ROOT = "0";

    private final Type type;
    private final Namespace namespace;
    private final Fields objects;

    /** @param objects those of the stack, by name */
    FileObjects(Type type, Namespace namespace, Fields objects) {
        this.type = type;
        this.namespace = namespace;
        this.objects = objects;
    }

    /** All, used or not, except external ones and those kept from an earlier release. */
    List<Map<String, Object>> created(Used used, Referenced files) {
        return own().filter(name -> kept(name, used).isEmpty())
                .map(name -> object(name, objects.fields(name), used, files))
                .sorted(Comparator.comparing(object -> (String) object.get("Name")))
                .toList();
    }

    private Stream<String> own() {
        return objects.values().keySet().stream()
                .filter(name -> !objects.fields(name).flag("external"));
    }

    /** The Swarm's secrets that an earlier release created, by the names that services would refer to. */
    Map<String, String> kept(Used used) {
        Map<String, String> kept = new TreeMap<>();
        own().forEach(name ->
                kept(name, used).ifPresent(there -> kept.put(namespace.nameOf(name, objects.fields(name)), there)));
        return kept;
    }

    /** Those whose content is unknown: it is neither given nor kept. */
    List<String> unknown(Used used) {
        return own().filter(name -> kept(name, used).isEmpty()
                        && used.secrets().content(name).isEmpty()
                        && objects.fields(name).text("driver").isEmpty()
                        && objects.fields(name)
                                .text("environment")
                                .flatMap(used::secretValue)
                                .isEmpty())
                .toList();
    }

    private Optional<String> kept(String name, Used used) {
        if (type != Type.SECRET) {
            return Optional.empty();
        }
        Optional<String> variable = objects.fields(name).text("environment");
        variable.ifPresent(used::secretValue);
        return used.secrets().kept(name, variable);
    }

    /** Those that are not external, each with the name that services refer to. */
    Map<String, String> names() {
        Map<String, String> names = new TreeMap<>();
        own().forEach(name -> names.put(name, namespace.nameOf(name, objects.fields(name))));
        return names;
    }

    private Map<String, Object> object(String name, Fields object, Used used, Referenced files) {
        Body body = new Body()
                .put("Name", namespace.nameOf(name, object))
                .put("Labels", namespace.labels(object.fields("labels")));
        if (object.text("driver").isPresent()) {
            body.put(
                    "Driver",
                    new Body()
                            .some("Name", object.text("driver"))
                            .some("Options", Namespace.texts(object.fields("driver_opts")))
                            .fields());
        } else {
            byte[] content = content(name, object, used, files);
            if (content.length > 0) {
                body.put("Data", Base64.getEncoder().encodeToString(content));
            }
        }
        return body.some("Templating", object.text("template_driver").map(driver -> Map.of("Name", driver)))
                .fields();
    }

    private byte[] content(String name, Fields object, Used used, Referenced files) {
        Optional<byte[]> given = type == Type.SECRET ? used.secrets().content(name) : Optional.empty();
        if (given.isPresent()) {
            return bounded(object.place(), name, "content", given.get());
        }
        if (object.get("content") instanceof Scalar content) {
            return content.text().getBytes(StandardCharsets.UTF_8);
        }
        if (object.get("environment") instanceof Scalar variable) {
            String value = (type == Type.SECRET ? used.secretValue(variable.text()) : used.value(variable.text()))
                    .orElseThrow(() -> variable.place()
                            .wrong(variable.text(), "the variable has no value; set it with --set or --env-file"));
            return bounded(variable.place(), variable.text(), "value", value.getBytes(StandardCharsets.UTF_8));
        }
        Scalar file = (Scalar) object.get("file");
        return type == Type.SECRET
                ? files.readSecret(file.place(), file.text(), type.largest)
                : files.read(file.place(), file.text(), type.largest);
    }

    /** The same limit as for files. */
    private byte[] bounded(Place place, String name, String what, byte[] content) {
        if (content.length > type.largest) {
            throw place.wrong(
                    name, "its " + what + " is larger than the limit of " + type.largest / 1000 + " kB; shorten it");
        }
        return content;
    }

    /**
     * How a service refers to them, sorted by name. IDs differ from cluster to cluster: they are empty here, and looked
     * up by name when the service is created.
     */
    List<Map<String, Object>> references(Fields service) {
        List<Map<String, Object>> references = new ArrayList<>();
        Set<String> targets = new HashSet<>();
        for (Value item : service.items(type.section)) {
            Fields reference = (Fields) item;
            String target = target(reference);
            if (!targets.add(target)) {
                throw reference.place().wrong(target, "another " + type.word + " has the same target; change one");
            }
            references.add(new Body()
                    .put("File", file(reference, target))
                    .put(type.field + "ID", "")
                    .put(
                            type.field + "Name",
                            name(reference.place(), reference.text("source").orElse("")))
                    .fields());
        }
        credentials(service)
                .ifPresent(name -> references.add(new Body()
                        .put("Runtime", Map.of())
                        .put(type.field + "ID", "")
                        .put(type.field + "Name", name)
                        .fields()));
        references.sort(Comparator.comparing(reference -> (String) reference.get(type.field + "Name")));
        return references;
    }

    /** A config with the credentials of a Windows service is referenced, but is not a file in the container. */
    private Optional<String> credentials(Fields service) {
        return type == Type.CONFIG
                ? service.fields("credential_spec")
                        .text("config")
                        .map(source -> name(
                                service.fields("credential_spec").get("config").place(), source))
                : Optional.empty();
    }

    private String name(Place place, String source) {
        if (!objects.has(source)) {
            throw place.wrong(source, "no such " + type.word + "; define it below the top-level " + type.section);
        }
        return namespace.nameOf(source, objects.fields(source));
    }

    private static String target(Fields reference) {
        return reference.text("target").or(() -> reference.text("source")).orElse("");
    }

    private static Map<String, Object> file(Fields reference, String target) {
        return new Body()
                .put("Name", target)
                .put("UID", reference.text("uid").orElse(ROOT))
                .put("GID", reference.text("gid").orElse(ROOT))
                .put("Mode", mode(reference))
                .fields();
    }

    /** A string is octal, as in Compose; a number is what YAML makes of it. */
    private static long mode(Fields reference) {
        if (reference.get("mode") instanceof Scalar scalar && scalar.type() == Value.Kind.TEXT) {
            if (!scalar.text().matches("0?o?[0-7]{1,6}")) {
                throw scalar.place().wrong(scalar.text(), "write permissions as an octal number, such as 0444");
            }
            return Long.parseLong(scalar.text().replace("o", ""), 8);
        }
        return Numbers.whole(reference, "mode", 0, 0xffffffffL).orElse(MODE);
    }
}
