package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.engine.ports.Nearest;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.ClientFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** The file {@code clusters.yml}. */
public final class ClustersFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 50;

    private ClustersFile() {}

    /**
     * A cluster of the file.
     *
     * @param warnings what the user should correct, although it works
     * @param routerFiles the client's certificate for the router; empty if it is the managers'
     */
    public record Described(ClusterSettings settings, List<String> warnings, Optional<ClientFiles> routerFiles) {}

    /** Which of the files that a cluster names must exist. */
    enum Needed {
        ALL_FILES,
        /** All except those of the router, which may not exist yet. */
        ALL_BUT_THE_ROUTERS,
        NO_FILE
    }

    /**
     * Reads the settings of one cluster, and also checks those of all others. Only the files that this cluster names
     * must exist, because another's keys may be on another machine.
     *
     * @throws RefusedException if the file cannot be read, is invalid anywhere, or has no such cluster; one line per
     *     problem: file, line, field, value, remedy
     */
    public static Described read(Path file, String cluster) {
        return read(file, cluster, Needed.ALL_FILES);
    }

    /** The same, but the certificate for the router may not exist yet. */
    public static Described readForRouter(Path file, String cluster) {
        return read(file, cluster, Needed.ALL_BUT_THE_ROUTERS);
    }

    private static Described read(Path file, String cluster, Needed needed) {
        Problems problems = new Problems(file.toString());
        YamlObject clusters = clusters(file, problems);
        Optional<Described> found = Optional.empty();
        for (String name : clusters.names()) {
            boolean wanted = name.equals(cluster);
            Optional<Described> described =
                    new ClusterParser(problems, file, wanted ? needed : Needed.NO_FILE).parse(clusters, name);
            found = wanted ? described : found;
        }
        problems.throwIfAny();
        return found.orElseThrow(() -> unknown(file, cluster, clusters));
    }

    /**
     * The names of the clusters, in the order of the file.
     *
     * @throws RefusedException if the file cannot be read, or is not a clusters file
     */
    public static List<String> names(Path file) {
        Problems problems = new Problems(file.toString());
        List<String> names = List.copyOf(clusters(file, problems).names());
        problems.throwIfAny();
        return names;
    }

    /**
     * The marks that any cluster requires of its images, each once.
     *
     * @throws RefusedException if the file cannot be read, or is invalid anywhere
     */
    public static List<TagPattern> marks(Path file) {
        Problems problems = new Problems(file.toString());
        YamlObject clusters = clusters(file, problems);
        List<TagPattern> marks = clusters.names().stream()
                .flatMap(name -> new ClusterParser(problems, file, Needed.NO_FILE).parse(clusters, name).stream())
                .flatMap(described -> described.settings().releases().requireMark().stream())
                .distinct()
                .toList();
        problems.throwIfAny();
        return marks;
    }

    private static YamlObject clusters(Path file, Problems problems) {
        Optional<YamlObject> root = compose(file, problems).flatMap(node -> YamlObject.of(problems, "", node));
        problems.throwIfAny();
        return root.orElseThrow(
                () -> new RefusedException(file + ": is empty; add a cluster, see docs/clusters-file.md"));
    }

    private static RefusedException unknown(Path file, String cluster, YamlObject clusters) {
        String guess = Nearest.to(cluster, clusters.names())
                .map(near -> "did you mean " + near + "? ")
                .orElse("");
        return new RefusedException(
                "cluster", cluster, guess + file + " contains: " + String.join(", ", clusters.names()));
    }

    private static Optional<Node> compose(Path file, Problems problems) {
        String text = text(file);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setCodePointLimit(MAX_BYTES)
                // In one piece: otherwise, a long word is copied again with each piece, a gigabyte for one that fills
                // the file.
                .setBufferSize(text.length() + 2)
                .setAllowNonScalarKeys(true)
                .build();
        try {
            return isShallow(settings, text, problems) ? new Compose(settings).composeString(text) : Optional.empty();
        } catch (MarkedYamlEngineException e) {
            String problem = Optional.ofNullable(e.getProblem()).orElse("cannot be read");
            problems.add(e.getProblemMark(), "invalid YAML: " + problem + "; check indentation, quotes and brackets");
        } catch (YamlEngineException e) {
            problems.add(Optional.empty(), "invalid YAML: " + e.getMessage());
        } catch (NumberFormatException e) {
            // The library throws this for an invalid escape sequence.
            problems.add(Optional.empty(), "invalid YAML: a \\x, \\u or \\U in quotes is not followed by its digits");
        }
        return Optional.empty();
    }

    /** Content nested too deeply would overflow the stack before its place could be reported. */
    private static boolean isShallow(LoadSettings settings, String text, Problems problems) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                problems.add(
                        event.getStartMark(), "is nested more than " + MAX_DEPTH + " levels deep; check the brackets");
                return false;
            }
            depth -= event instanceof CollectionEndEvent ? 1 : 0;
        }
        return true;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new RefusedException(file + ": is larger than 1 MB; check that it is a clusters file");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new RefusedException(
                    "clusters file",
                    file,
                    "there is no such file; name one with --clusters FILE"
                            + " or SWARM_DELIVERY_CLUSTERS, see docs/clusters-file.md");
        } catch (CharacterCodingException e) {
            throw new RefusedException(file + ": is not UTF-8; save it as UTF-8");
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }
}
