package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.ColorSpecs;
import io.jenkins.plugins.swarmdelivery.stack.RoutedBy;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "specs",
        description = {
            "Prints as JSON exactly what docker stack deploy would post to create a stack.",
            "The document has networks, configs, secrets and services, each a list sorted by name. Contacts no"
                    + " cluster.",
            "As in Docker's requests, the output contains the content of configs and secrets in Base64, which hides"
                    + " nothing: protect it. IDs of configs and secrets are empty, because each cluster has its own."
                    + " Images are not resolved to digests.",
            "With --edited, prints what a delivery posts for that color instead."
        })
final class StackSpecsCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    /** An HMAC key must not be empty. */
    private static final byte[] NO_KEY = {0};

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The name of the stack, which prefixes the names of its objects.")
    private String name;

    @Mixin
    private StackOptions options;

    @Option(
            names = "--edited",
            paramLabel = "COLOR",
            description =
                    "Print what a delivery posts for this color, blue or green. The names of secrets end in a hash;"
                            + " it differs from that of a delivery, which uses a key of the application.")
    private String edited;

    @Option(
            names = "--router-network",
            paramLabel = "NAME",
            description = "With --edited: the overlay network of the router, which routed services join.")
    private String routerNetwork;

    @Override
    public Integer call() {
        if (!NAME.matcher(name).matches()) {
            throw new RefusedException("name", name, "use letters, digits and . _ -, beginning with a letter or digit");
        }
        if (routerNetwork != null && edited == null) {
            throw new RefusedException("--router-network", routerNetwork, "give a color with --edited, too");
        }
        SwarmDelivery root = (SwarmDelivery) spec.root().userObject();
        Stack stack = options.read(new Values().putEnvironment(root.environment()), RoutedBy.ROUTES);
        if (edited == null) {
            root.console(Console.Format.JSON).result(stack.specs(name).document(), List.of());
        } else {
            ColorSpecs specs = ColorSpecs.of(stack, target());
            root.console(Console.Format.JSON).result(specs.specs().document(), List.of());
            specs.left().forEach(root.console()::warn);
        }
        stack.notes().forEach(root.console()::warn);
        return ExitStatus.DONE.code();
    }

    private StackSource.Target target() {
        return new StackSource.Target(
                new Application(name), Color.parse(edited), Optional.ofNullable(routerNetwork), NO_KEY);
    }
}
