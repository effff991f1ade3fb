package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.stack.GivenImage;
import io.jenkins.plugins.swarmdelivery.stack.RoutedBy;
import io.jenkins.plugins.swarmdelivery.stack.StackRelease;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the requested release. */
final class OrderOptions {
    @Option(
            names = "--image",
            order = 10,
            paramLabel = "REPO:VERSION",
            description = "The image to run, e.g. registry.example:5000/go-demo:2.0. It is resolved to its digest once,"
                    + " and that digest runs even if the tag moves. With --stack: SERVICE=REPO:VERSION replaces the image"
                    + " of a service, and REPO:VERSION that of all services with an image of this repository. Can be"
                    + " repeated.")
    private List<GivenImage> images = new ArrayList<>();

    @Mixin
    private StackOptions stack;

    @Option(
            names = "--spec",
            order = 11,
            paramLabel = "FILE",
            description =
                    "The service's spec in the JSON of the Docker Engine API. A first release needs it, or a stack"
                            + " file. Default: the live release's spec.")
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
            description = "Accept an image with the tag latest, or without a tag.")
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
                    + " 'tested-*', in addition to what the cluster requires. See the command mark.")
    private Optional<TagPattern> requireMark = Optional.empty();

    @Mixin
    private RouteOptions routes;

    /** In addition to the one that the cluster requires. */
    Optional<TagPattern> requireMark() {
        return requireMark;
    }

    /** For the history and for others who wait, e.g. {@code 2.0}. */
    String version() {
        return stack.given() ? stack.name() : image().tag().orElse(image().toString());
    }

    /**
     * The order for an application.
     *
     * @param base values of the variables in a stack file that no option gives one
     * @param routed the labels that tell which services of a stack file users reach
     * @throws RefusedException if options are missing or contradict each other, or a file is wrong
     */
    Order.Deploy of(Application application, DeliveryOptions options, Values base, RoutedBy routed) {
        return new Order.Deploy(
                application,
                stack.given() ? stackWanted(base, routed) : wanted(),
                new Order.Deploy.Terms(allowLatest, dropPorts, false, routes.wanted()),
                options);
    }

    private Order.Deploy.Wanted wanted() {
        return new Order.Deploy.Wanted(image(), spec.map(SpecFile::read), replicas);
    }

    private ImageReference image() {
        if (images.size() != 1) {
            throw new RefusedException(
                    "--image", images.isEmpty() ? null : images, "name one image, or a stack file with --stack");
        }
        if (images.get(0).service().isPresent()) {
            throw new RefusedException(
                    "--image", images.get(0), "services have names only in a stack file; add --stack");
        }
        return images.get(0).image();
    }

    private Order.Deploy.Wanted stackWanted(Values base, RoutedBy routed) {
        if (spec.isPresent() || replicas.isPresent()) {
            throw new RefusedException(
                    "--stack: the stack file has the spec and the replicas of its services; leave out"
                            + (spec.isPresent() ? " --spec" : " --replicas"));
        }
        StackRelease release = new StackRelease(stack.read(base, routed), images);
        return Order.Deploy.Wanted.of(release.image(), release);
    }
}
