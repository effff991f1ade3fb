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
 * The file that says what of a context is not sent: {@code Dockerfile.dockerignore} beside the Dockerfile, else
 * {@code .dockerignore}. The engine's classic builder reads the second by itself, for one thing: to take Dockerfile and
 * {@code .dockerignore} out of the context where it excludes them; both are sent for that.
 *
 * @param rules that are obeyed
 * @param needed what the builder must find, though the rules exclude it; it takes it out of the context itself
 * @param substitute what the engine is sent as {@code .dockerignore} instead; empty: the one that there is
 */
record IgnoreFiles(DockerIgnore rules, Set<String> needed, Optional<String> substitute) {
    private static final String COMMON = ".dockerignore";

    /** Throws {@link RefusedException} if they cannot be understood, or the engine would not obey them. */
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

    /** Something in an excluded folder may be sent. */
    boolean looksInto(String folder) {
        return rules.looksInto(folder) || needed.stream().anyMatch(name -> name.startsWith(folder + "/"));
    }
}
