package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Swarm may place the tasks of a service, according to its constraints, read as Docker's scheduler reads them.
 */
public final class Placement {
    public static final String REMEDY =
            "write a constraint as for docker service create, e.g. node.labels.env==prod-like";

    private static final Pattern CONSTRAINT = Pattern.compile("\\s*([\\w./-]+)\\s*(==|!=)\\s*(.+?)\\s*");

    /**
     * Only the keys that Docker's scheduler knows: {@link #matches} leaves unknown keys to Docker, so typos must be
     * caught here.
     */
    private static final Pattern ACCEPTED = Pattern.compile(
            "(node\\.(id|hostname|role|platform\\.(os|arch)|labels\\.[\\w./-]+)|engine\\.labels\\.[\\w./-]+)"
                    + "\\s*(==|!=)\\s*\\S+");

    private Placement() {}

    /**
     * @param field where it was written
     * @throws RefusedException if the text is not a constraint
     */
    public static void requireConstraint(String field, String text) {
        if (!ACCEPTED.matcher(text).matches()) {
            throw new RefusedException(field, text, REMEDY);
        }
    }

    /** A constraint without spaces, to compare it with others. */
    public static String normalized(String constraint) {
        return constraint.replaceAll("\\s", "");
    }

    /** The nodes that can take a task of this spec now. */
    public static List<Node> eligible(ServiceSpec spec, List<Node> nodes) {
        List<Platform> platforms = Platform.of(spec);
        return matching(spec, nodes).stream()
                .filter(node -> platforms.isEmpty() || platforms.stream().anyMatch(platform -> platform.fits(node)))
                .toList();
    }

    /** The nodes that take tasks and match its constraints, whatever the platform of its image. */
    public static List<Node> matching(ServiceSpec spec, List<Node> nodes) {
        return matching(spec.constraints(), nodes);
    }

    /** The nodes that take tasks and match all of these constraints. */
    public static List<Node> matching(List<String> constraints, List<Node> nodes) {
        return nodes.stream()
                .filter(Node::schedulable)
                .filter(node -> constraints.stream().allMatch(constraint -> matches(constraint, node)))
                .toList();
    }

    /** An unknown constraint matches: Docker decides, and shows the tasks as pending if no node matches. */
    static boolean matches(String constraint, Node node) {
        Matcher matcher = CONSTRAINT.matcher(constraint);
        if (!matcher.matches()) {
            return true;
        }
        Optional<String> actual = attribute(matcher.group(1), node);
        if (actual.isEmpty()) {
            return true;
        }
        boolean equal = actual.get().equalsIgnoreCase(matcher.group(3));
        return matcher.group(2).equals("==") == equal;
    }

    private static Optional<String> attribute(String key, Node node) {
        if (key.startsWith("node.labels.")) {
            return Optional.of(label(node.labels(), key.substring("node.labels.".length())));
        }
        if (key.startsWith("engine.labels.")) {
            return Optional.of(label(node.engineLabels(), key.substring("engine.labels.".length())));
        }
        return switch (key) {
            case "node.id" -> Optional.of(node.id());
            case "node.hostname" -> Optional.of(node.hostname());
            case "node.role" -> Optional.of(node.role());
            case "node.platform.os" -> Optional.of(node.os());
            case "node.platform.arch" -> Optional.of(node.architecture());
            default -> Optional.empty();
        };
    }

    private static String label(Map<String, String> labels, String name) {
        return labels.getOrDefault(name, "");
    }
}
