package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The networks of a stack, and how services join them. */
final class Networks {
    private static final String DEFAULT = "default";

    /** Networks of a node, which have no aliases. */
    private static final Set<String> OF_NODES = Set.of("default", "bridge", "host", "none", "nat");

    private final Namespace namespace;
    private final Fields networks;

    /** @param networks those of the stack, by name */
    Networks(Namespace namespace, Fields networks) {
        this.namespace = namespace;
        this.networks = networks;
    }

    /** The networks to create: those that services join, except external ones. */
    List<Map<String, Object>> created(Fields services) {
        Set<String> joined = new TreeSet<>();
        services.values().values().forEach(service -> joined.addAll(joined((Fields) service)));
        return joined.stream()
                .filter(name -> !networks.fields(name).flag("external"))
                .map(name -> network(name, networks.fields(name)))
                .toList();
    }

    private static Set<String> joined(Fields service) {
        Set<String> names = service.fields("networks").values().keySet();
        return names.isEmpty() ? Set.of(DEFAULT) : names;
    }

    /** On each of its networks, a service has its name in the file as an alias. */
    List<Map<String, Object>> attachments(String service, Fields definition) {
        Fields joined = definition.fields("networks");
        List<Map<String, Object>> attachments = new ArrayList<>();
        for (String name : joined(definition)) {
            if (!networks.has(name) && !name.equals(DEFAULT)) {
                throw joined.get(name)
                        .place()
                        .wrong(name, "no such network; write " + name + ": below the top-level networks");
            }
            String target = namespace.nameOf(name, networks.fields(name));
            List<String> aliases = new ArrayList<>(joined.fields(name).texts("aliases"));
            if (!ofNodes(target)) {
                aliases.add(service);
            }
            attachments.add(new Body()
                    .put("Target", target)
                    .some("Aliases", aliases)
                    .some("DriverOpts", Namespace.texts(joined.fields(name).fields("driver_opts")))
                    .fields());
        }
        attachments.sort(Comparator.comparing(attachment -> (String) attachment.get("Target")));
        return attachments;
    }

    /**
     * Whether it is a network of a node or of another container, which has no service discovery and no room for two
     * colors.
     */
    static boolean ofNodes(String target) {
        return OF_NODES.contains(target) || target.startsWith("container:");
    }

    private Map<String, Object> network(String name, Fields network) {
        Map<String, String> options = Namespace.texts(network.fields("driver_opts"));
        return new Body()
                .put("Name", namespace.nameOf(name, network))
                .put("Driver", network.text("driver").orElse("overlay"))
                .put("Scope", "")
                .put("IPAM", addresses(network.fields("ipam")))
                .put("Internal", network.flag("internal"))
                .put("Attachable", network.flag("attachable"))
                .put("Ingress", false)
                .put("ConfigOnly", false)
                .put("ConfigFrom", null)
                .put("Options", network.has("driver_opts") ? options : null)
                .put("Labels", namespace.labels(network.fields("labels")))
                .fields();
    }

    private static Map<String, Object> addresses(Fields ipam) {
        List<Map<String, Object>> pools = ipam.items("config").stream()
                .map(pool -> new Body()
                        .some("Subnet", ((Fields) pool).text("subnet"))
                        .fields())
                .toList();
        if (ipam.text("driver").isEmpty() && pools.isEmpty()) {
            return null;
        }
        return new Body()
                .put("Driver", ipam.text("driver").orElse(""))
                .put("Options", null)
                .put("Config", pools.isEmpty() ? null : pools)
                .fields();
    }
}
