package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ImageReference;
import io.jenkins.plugins.swarmdelivery.registry.Marker;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "mark",
        description = {
            "Gives an image that is in the registry another tag, e.g. when its tests have passed. Its digest stays what"
                    + " it is, and nothing is pulled. A delivery can require such a mark: --require-mark.",
            "The cluster says which login its registry wants; no manager is asked."
        })
final class MarkCommand extends ClusterCommand {
    @Parameters(
            index = "1",
            paramLabel = "IMAGE",
            description = "REPO@sha256:… or REPO:VERSION; the digest is the safer one, for it cannot move.")
    private ImageReference image;

    @Option(
            names = "--as",
            order = 10,
            required = true,
            paramLabel = "TAG",
            description = "The tag that it shall carry too, e.g. tested-1.7.")
    private String tag;

    @Option(
            names = "--overwrite",
            order = 11,
            description = "Move a tag that stands for another image; without this it is left, and the status is 2.")
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
