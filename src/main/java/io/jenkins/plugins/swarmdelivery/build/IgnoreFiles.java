package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ignore file of a context: {@code Dockerfile.dockerignore} beside the Dockerfile, otherwise {@code .dockerignore}.
 * The engine's classic builder reads only the latter, and only to remove Dockerfile and {@code .dockerignore} from the
 * context if it excludes them; both are sent for that.
 *
 * @param rules in effect
 * @param needed files that the builder must find although the rules exclude them; it removes them from the context
 *     itself
 * @param substitute sent to the engine as {@code .dockerignore}; empty for the existing one
 */
record IgnoreFiles(DockerIgnore rules, Set<String> needed, Optional<String> substitute) {
    private static final String COMMON = ".dockerignore";

    /** @throws RefusedException if they are invalid, or the engine would not follow them */
    static IgnoreFiles of(BuildOrder order) {
        Path common = order.context().resolve(COMMON);
        Path own = order.context().resolve(order.dockerfile() + COMMON);
        DockerIgnore shared = new DockerIgnore(COMMON, read(common));
        if (!Files.exists(own)) {
            return new IgnoreFiles(shared, Set.of(order.dockerfile(), COMMON), Optional.empty());
        }
        DockerIgnore rules = new DockerIgnore(order.dockerfile() + COMMON, read(own));
        boolean without = rules.excludes(order.dockerfile());
        boolean sent = Files.exists(common) && !rules.excludes(COMMON);
        if (sent && (without || shared.excludes(order.dockerfile()) || shared.excludes(COMMON))) {
            throw new RefusedException(order.dockerfile() + COMMON + " and " + COMMON + " disagree on whether "
                    + order.dockerfile() + " and " + COMMON + " belong to the context, and the engine's classic builder"
                    + " obeys the second for these two; use buildx, or exclude both in both");
        }
        String both = Stream.of(order.dockerfile(), COMMON)
                .map(name -> name.replaceAll("[\\\\*?\\[\\]!#]", "\\\\$0"))
                .collect(Collectors.joining("\n", "", "\n"));
        return new IgnoreFiles(rules, Set.of(order.dockerfile()), without ? Optional.of(both) : Optional.empty());
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /** Whether a file in an excluded folder may be sent. */
    boolean looksInto(String folder) {
        return rules.looksInto(folder) || needed.stream().anyMatch(name -> name.startsWith(folder + "/"));
    }
}
