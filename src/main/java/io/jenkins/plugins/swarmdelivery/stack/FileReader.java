package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Items;
import io.jenkins.plugins.swarmdelivery.stack.Value.Kind;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads one stack file into its long form, including what it refers to: variables, extended services, env files. */
final class FileReader {
    static final List<String> OBJECTS = List.of("networks", "volumes", "secrets", "configs");

    private static final int LARGEST_ENV_FILE = 1_000_000;

    private final StackInput input;
    private final Used used;
    private final Consumer<String> notes;
    private final Referenced referenced;

    FileReader(StackInput input, Used used, Consumer<String> notes) {
        this.input = input;
        this.used = used;
        this.notes = notes;
        this.referenced = new Referenced(used);
    }

    /** The file in its long form: services and objects by name, all paths absolute. */
    Fields read(StackInput.Source source) {
        Fields file = raw(source.name(), source.content());
        if (file.has("name")) {
            notes.accept(file.get("name").place().line("is ignored; the name on the command line counts"));
        }
        Map<String, Value> read = new LinkedHashMap<>();
        read.put("services", services(file));
        for (String kind : OBJECTS) {
            Map<String, Value> objects = new LinkedHashMap<>();
            file.fields(kind).values().forEach((name, value) -> objects.put(name, ObjectForm.of(kind, name, value)));
            read.put(kind, new Fields(file.place(), objects));
        }
        return new Fields(file.place(), read);
    }

    private Fields raw(String name, byte[] content) {
        Fields file = Interpolator.fill(YamlReader.read(name, content), used.lookup(), input.allowUnset());
        version(file);
        Validation.check(file);
        return file;
    }

    /** Newer Compose files have no version, and all versions of 3 mean the same. */
    private static void version(Fields file) {
        if (file.get("version") instanceof Scalar version && !version.text().matches("|3(\\.[0-9]+)?")) {
            throw version.place()
                    .wrong(version.text(), "Swarm supports only version 3; write \"3.8\", or omit the field");
        }
    }

    private Fields services(Fields file) {
        Extensions extensions = new Extensions(
                file,
                new ServiceForm(notes),
                path -> raw(path, referenced.read(file.place(), path, YamlReader.LARGEST)));
        Map<String, Value> services = new LinkedHashMap<>();
        for (String name : file.fields("services").values().keySet()) {
            services.put(name, mounts(environment(extensions.service(name))));
        }
        return new Fields(file.place(), services);
    }

    /** The variables of its env files and its own; an empty one takes its value from outside, if there is one. */
    private Fields environment(Fields service) {
        Map<String, Value> variables = new LinkedHashMap<>();
        Value files = service.get("env_file");
        List<Value> entries =
                files instanceof Items items ? items.values() : files == null ? List.of() : List.of(files);
        for (Value entry : entries) {
            Map<String, Value> read = new LinkedHashMap<>();
            variables(entry).forEach((name, value) -> read.put(name, filled(entry.place(), name, value)));
            variables.putAll(read);
        }
        service.fields("environment").values().forEach((name, value) -> {
            Scalar scalar = (Scalar) value;
            Optional<String> written = scalar.nothing() ? Optional.empty() : Optional.of(scalar.text());
            variables.put(name, filled(value.place(), name, written));
        });
        Fields without = service.without("env_file");
        return variables.isEmpty() ? without : without.with("environment", new Fields(service.place(), variables));
    }

    private Map<String, Optional<String>> variables(Value entry) {
        boolean optional = false;
        Scalar path;
        if (entry instanceof Fields fields) {
            optional = fields.get("required") instanceof Scalar required
                    && required.text().equals("false");
            if (!(fields.get("path") instanceof Scalar named)) {
                throw fields.place().wrong("path is missing; write path: FILE");
            }
            path = named;
        } else {
            path = (Scalar) entry;
        }
        Optional<byte[]> content = optional
                ? referenced.readIfPresent(path.place(), path.text(), LARGEST_ENV_FILE)
                : Optional.of(referenced.read(path.place(), path.text(), LARGEST_ENV_FILE));
        return content.map(bytes -> EnvFiles.ofService(path.text(), bytes, used.lookup()))
                .orElse(Map.of());
    }

    private Scalar filled(Place place, String name, Optional<String> written) {
        Optional<String> value = written.filter(text -> !text.isEmpty())
                .or(() -> used.value(name))
                .or(() -> written);
        return value.map(text -> Value.text(place, text)).orElse(new Scalar(place, Kind.NOTHING, ""));
    }

    private Fields mounts(Fields service) {
        if (!service.has("volumes")) {
            return service;
        }
        List<Value> mounts = service.items("volumes").stream()
                .map(mount -> mount((Fields) mount))
                .toList();
        return service.with("volumes", new Items(service.get("volumes").place(), mounts));
    }

    private Value mount(Fields mount) {
        if (!mount.text("type").filter("bind"::equals).isPresent()) {
            return mount;
        }
        String source = mount.text("source")
                .orElseThrow(() ->
                        mount.place().wrong("source is missing; write the path on the node, as in source: /srv/data"));
        String path = source.startsWith("~")
                ? used.value("HOME").map(home -> home + source.substring(1)).orElse(source)
                : source;
        boolean absolute = path.startsWith("/") || WindowsPath.absolute(path);
        return mount.with("source", Value.text(mount.get("source").place(), absolute ? path : used.absolute(path)));
    }
}
