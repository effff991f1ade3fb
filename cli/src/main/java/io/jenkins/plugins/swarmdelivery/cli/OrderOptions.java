package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the requested release. */
final class OrderOptions {
    @Option(
            names = "--image",
            order = 10,
            required = true,
            paramLabel = "REPO:VERSION",
            description = "The image to run, e.g. registry.example:5000/go-demo:2.0. It is resolved to its digest once,"
                    + " and that digest runs even if the tag moves.")
    private ImageReference image;

    @Option(
            names = "--spec",
            order = 11,
            paramLabel = "FILE",
            description = "The service's spec in the JSON of the Docker Engine API. Required for a first release."
                    + " Default: the live release's spec.")
    private Optional<Path> spec = Optional.empty();

    @Option(
            names = "--replicas",
            order = 12,
            paramLabel = "N",
            description = "The number of tasks. Default: as many as the live release has now, else as the spec says.")
    private Optional<Long> replicas = Optional.empty();

    @Option(
            names = "--allow-latest",
            order = 13,
            description = "Accept an image with the tag latest, or without a" + " tag.")
    private boolean allowLatest;

    @Option(
            names = "--drop-ports",
            order = 14,
            description = "Accept that the candidate does not publish the ports of the live service or the spec,"
                    + " because ports belong to the router.")
    private boolean dropPorts;

    @Option(
            names = "--require-mark",
            order = 15,
            paramLabel = "TAG-PATTERN",
            description = "Refuse an image whose digest has no such tag in its repository, e.g. tested-1.7 or"
                    + " 'tested-*', in addition to what the cluster requires. See mark.")
    private Optional<TagPattern> requireMark = Optional.empty();

    /** In addition to the one that the cluster requires. */
    Optional<TagPattern> requireMark() {
        return requireMark;
    }

    /** For the history and for others who wait, e.g. {@code 2.0}. */
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
