package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.registry.Marker;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "mark",
        description = {
            "Adds a tag to an image in the registry, for example once its tests have passed.",
            "The digest does not change, and nothing is pulled. A delivery can require such a mark: --require-mark.",
            "The cluster supplies the login for its registry. No manager is contacted."
        })
final class MarkCommand extends ClusterCommand {
    @Parameters(
            index = "1",
            paramLabel = "IMAGE",
            description = "REPO@sha256:… or REPO:VERSION. Prefer the digest, because a version can be moved.")
    private ImageReference image;

    @Option(
            names = "--as",
            order = 10,
            required = true,
            paramLabel = "TAG",
            description = "The tag to add, e.g. tested-1.7.")
    private String tag;

    @Option(
            names = "--overwrite",
            order = 11,
            description = "Move the tag if it belongs to another image. Without this option, that is refused with"
                    + " status 2.")
    private boolean overwrite;

    @Override
    ExitStatus run(Connection connection) {
        Marker.Marked marked = new Marker(connection.images()).mark(image, tag, overwrite);
        Map<String, Object> document = document(ExitStatus.DONE);
        document.put("repository", marked.image().repository());
        document.put("digest", marked.image().digest().orElseThrow());
        document.put("tag", marked.tag());
        document.put("before", marked.before().orElse(null));
        document.put("changed", marked.changed());
        console().result(document, List.of(text(marked)));
        return ExitStatus.DONE;
    }

    private static String text(Marker.Marked marked) {
        return marked.image()
                + (marked.changed() ? " is now also " : " was already ")
                + marked.tag()
                + marked.before()
                        .filter(before -> marked.changed())
                        .map(before -> ", which was " + before)
                        .orElse("");
    }
}
