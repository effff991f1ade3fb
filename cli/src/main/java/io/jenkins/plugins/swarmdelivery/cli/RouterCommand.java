package io.jenkins.plugins.swarmdelivery.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "router",
        description = "Manages the router of a cluster.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RouterUpCommand.class,
            RouterStatusCommand.class,
            RouterPauseCommand.class,
            RouterUnpauseCommand.class,
            RouterRenewCommand.class,
            RouterRotateCommand.class,
            RouterDownCommand.class,
            RouterInitCommand.class
        })
final class RouterCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a command: " + String.join(", ", spec.subcommands().keySet()));
    }
}
