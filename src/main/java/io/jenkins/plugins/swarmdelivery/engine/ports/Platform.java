package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an image was built for, e.g. {@code linux/amd64}.
 *
 * @param os as image indexes name it; empty: any
 * @param architecture likewise
 */
public record Platform(String os, String architecture) {
    /** Nodes report the machine's name of an architecture, images Go's name. */
    private static final Map<String, String> GO_NAMES = Map.of("x86_64", "amd64", "aarch64", "arm64", "i686", "386");

    /** The platforms that a spec demands; empty: any. */
    public static List<Platform> of(ServiceSpec spec) {
        return Json.list(spec.tree(), "TaskTemplate", "Placement", "Platforms").stream()
                .map(platform -> new Platform(
                        Json.text(platform, "OS").orElse(""),
                        Json.text(platform, "Architecture").orElse("")))
                .toList();
    }

    /**
     * A spec whose tasks run only on nodes that its image was built for, as with {@code docker service create}. The
     * spec itself if that makes no difference.
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

    /** Whether a node runs images for this platform; what the node does not report counts as a match. */
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
        // Nodes report their variant of 32-bit ARM, images do not: Docker's scheduler would find no match.
        tree.put("Architecture", architecture.equals("arm") ? "" : architecture);
        tree.put("OS", os);
        return tree;
    }

    @Override
    public String toString() {
        return os + "/" + architecture;
    }
}
