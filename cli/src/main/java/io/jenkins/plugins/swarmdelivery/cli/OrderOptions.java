package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.Order;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which release is wanted. */
final class OrderOptions {
    @Option(
            names = "--image",
            order = 10,
            required = true,
            paramLabel = "REPO:VERSION",
            description =
                    "What shall run, e.g. registry.example:5000/go-demo:2.0. Its digest is resolved once, and that"
                            + " runs, whatever becomes of the tag.")
    private ImageReference image;

    @Option(
            names = "--spec",
            order = 11,
            paramLabel = "FILE",
            description = "The service's spec as the Docker Engine API has it, as JSON. A first release needs one;"
                    + " without it the live release's own is used.")
    private Optional<Path> spec = Optional.empty();

    @Option(
            names = "--replicas",
            order = 12,
            paramLabel = "N",
            description = "How many tasks. Default: as many as the live release has now, else what the spec says.")
    private Optional<Long> replicas = Optional.empty();

    @Option(names = "--allow-latest", order = 13, description = "Accept an image with the tag latest, or with none.")
    private boolean allowLatest;

    @Option(
            names = "--drop-ports",
            order = 14,
            description = "Accept that the candidate does not publish the ports that the live service or the spec"
                    + " publishes; ports belong to the router.")
    private boolean dropPorts;

    @Option(
            names = "--require-mark",
            order = 15,
            paramLabel = "TAG-PATTERN",
            description = "Refuse an image whose digest does not carry such a tag in its repository, e.g. tested-1.7 or"
                    + " 'tested-*'. What the cluster requires holds beside it. See mark.")
    private Optional<TagPattern> requireMark = Optional.empty();

    /** Beside the one that the cluster requires. */
    Optional<TagPattern> requireMark() {
        return requireMark;
    }

    /** For the history and for those who wait, e.g. {@code 2.0}. */
    String version() {
        return image.tag().orElse(image.toString());
    }

    Order.Deploy of(Application application, DeliveryOptions options) {
        return new Order.Deploy(
                application,
                new Order.Deploy.Wanted(image, spec.map(SpecFile::read), replicas),
                new Order.Deploy.Terms(allowLatest, dropPorts, false),
                options);
    }
}
