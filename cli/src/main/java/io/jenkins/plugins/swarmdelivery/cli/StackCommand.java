package io.jenkins.plugins.swarmdelivery.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "stack",
        description = {"Reads stack files.", "Contacts no cluster."},
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StackSpecsCommand.class, StackShowCommand.class})
final class StackCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: specs, show");
    }
}
