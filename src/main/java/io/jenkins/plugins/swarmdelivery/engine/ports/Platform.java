package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an image was built for, e.g. {@code linux/amd64}.
 *
 * @param os in the words of image indexes; empty: any
 * @param architecture likewise
 */
public record Platform(String os, String architecture) {
    /** Nodes tell their machine's name, images Go's name of it. */
    private static final Map<String, String> GO_NAMES = Map.of("x86_64", "amd64", "aarch64", "arm64", "i686", "386");

    /** Those that a spec demands; empty: any. */
    public static List<Platform> of(ServiceSpec spec) {
        return Json.list(spec.tree(), "TaskTemplate", "Placement", "Platforms").stream()
                .map(platform -> new Platform(
                        Json.text(platform, "OS").orElse(""),
                        Json.text(platform, "Architecture").orElse("")))
                .toList();
    }

    /**
     * A spec whose tasks go only to nodes that its image was built for, as Docker's own command has it. Left alone where
     * that makes no difference.
     *
     * @param platforms of the image; empty: not known
     */
    public static ServiceSpec demanded(ServiceSpec spec, List<Platform> platforms, List<Node> nodes) {
        boolean different = !of(spec).isEmpty()
                || nodes.stream().anyMatch(node -> platforms.stream().noneMatch(platform -> platform.fits(node)));
        return platforms.isEmpty() || !different
                ? spec
                : spec.edited(tree -> Json.object(tree, "TaskTemplate", "Placement")
                        .put("Platforms", platforms.stream().map(Platform::tree).toList()));
    }

    /** Whether a node runs images of it; what the node does not tell fits. */
    public boolean fits(Node node) {
        return same(os, node.os()) && same(architecture, node.architecture());
    }

    private static boolean same(String wanted, String has) {
        boolean any = wanted.isEmpty() || has.isEmpty();
        return any
                || goName(wanted).equals(goName(has))
                || wanted.equals("arm") && goName(has).startsWith("arm");
    }

    private static String goName(String machine) {
        return GO_NAMES.getOrDefault(machine, machine);
    }

    private Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        // Nodes tell which ARM of 32 bits they are, images do not: to Docker's scheduler none would be the other.
        tree.put("Architecture", architecture.equals("arm") ? "" : architecture);
        tree.put("OS", os);
        return tree;
    }

    @Override
    public String toString() {
        return os + "/" + architecture;
    }
}
