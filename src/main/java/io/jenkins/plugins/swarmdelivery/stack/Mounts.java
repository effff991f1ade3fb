package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The volumes of a service: {@code Mounts}. */
final class Mounts {
    private static final List<String> OPTIONS = List.of("bind", "volume", "image", "tmpfs", "cluster");
    private static final String TYPES = "write volume, bind, tmpfs, image, cluster or npipe";

    private final Namespace namespace;
    private final Fields volumes;

    /** @param volumes those of the stack, by name */
    Mounts(Namespace namespace, Fields volumes) {
        this.namespace = namespace;
        this.volumes = volumes;
    }

    List<Map<String, Object>> of(Fields service) {
        return service.items("volumes").stream()
                .map(item -> mount((Fields) item))
                .toList();
    }

    private Map<String, Object> mount(Fields mount) {
        String type = mount.text("type").orElse("volume");
        for (String options : OPTIONS) {
            boolean allowed = options.equals(type) || (options.equals("bind") && type.equals("npipe"));
            if (mount.has(options) && !allowed) {
                throw mount.get(options).place().wrong("is not allowed with type: " + type + "; remove it");
            }
        }
        return switch (type) {
            case "volume" -> volume(mount);
            case "bind", "npipe" -> {
                Optional<Object> propagation = mount.has("bind")
                        ? Optional.of(new Body()
                                .some("Propagation", mount.fields("bind").text("propagation"))
                                .fields())
                        : Optional.empty();
                yield body(mount, source(mount))
                        .some("BindOptions", propagation)
                        .fields();
            }
            case "image" ->
                body(mount, source(mount))
                        .some("ImageOptions", subpath(mount, "image").map(Body::fields))
                        .fields();
            case "tmpfs" -> tmpfs(mount);
            case "cluster" ->
                body(mount, cluster(mount)).put("ClusterOptions", Map.of()).fields();
            default -> throw mount.get("type").place().wrong(type, TYPES);
        };
    }

    private static Body body(Fields mount, Optional<String> source) {
        return new Body()
                .some("Type", mount.text("type"))
                .some("Source", source)
                .some("Target", mount.text("target"))
                .some("ReadOnly", mount.flag("read_only"))
                .some("Consistency", mount.text("consistency"));
    }

    private static Optional<String> source(Fields mount) {
        Optional<String> source = mount.text("source");
        if (source.isEmpty()) {
            throw mount.place().wrong("source is missing; name what to mount, as in source: data");
        }
        return source;
    }

    private Map<String, Object> volume(Fields mount) {
        Optional<String> source = mount.text("source");
        if (source.isEmpty()) {
            return body(mount, Optional.empty()).fields();
        }
        Fields volume = volume(mount, source.get());
        Body options = subpath(mount, "volume").orElse(new Body());
        if (!volume.flag("external")) {
            options.put("Labels", namespace.labels(volume.fields("labels")));
            if (volume.text("driver").isPresent() || volume.has("driver_opts")) {
                options.put("DriverConfig", driver(volume));
            }
        }
        return body(mount, Optional.of(namespace.nameOf(source.get(), volume)))
                .put("VolumeOptions", options.fields())
                .fields();
    }

    private static Optional<Body> subpath(Fields mount, String type) {
        Fields options = mount.fields(type);
        return mount.has(type)
                ? Optional.of(
                        new Body().some("NoCopy", options.flag("nocopy")).some("Subpath", options.text("subpath")))
                : Optional.empty();
    }

    private Fields volume(Fields mount, String name) {
        if (!volumes.has(name)) {
            throw mount.get("source")
                    .place()
                    .wrong(name, "no such volume; write " + name + ": below the top-level volumes");
        }
        return volumes.fields(name);
    }

    private static Map<String, Object> driver(Fields volume) {
        return new Body()
                .some("Name", volume.text("driver"))
                .some("Options", Namespace.texts(volume.fields("driver_opts")))
                .fields();
    }

    private static Map<String, Object> tmpfs(Fields mount) {
        if (mount.text("source").isPresent()) {
            throw mount.get("source").place().wrong("a tmpfs has no source; remove it");
        }
        Optional<Object> options = mount.has("tmpfs")
                ? Optional.of(new Body()
                        .some("SizeBytes", Numbers.wholeOrZero(mount.fields("tmpfs"), "size"))
                        .fields())
                : Optional.empty();
        return body(mount, Optional.empty()).some("TmpfsOptions", options).fields();
    }

    /** A group of volumes does not belong to this stack. */
    private Optional<String> cluster(Fields mount) {
        return source(mount)
                .map(name -> name.startsWith("group:") ? name : namespace.nameOf(name, volume(mount, name)));
    }
}
