package io.jenkins.plugins.swarmdelivery.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        description = "Prints the completion script for bash and zsh.",
        footerHeading = "%nTo load it, if swarm-delivery is an alias or in the PATH:%n",
        footer = "  source <(swarm-delivery completion)")
final class CompletionCommand extends AutoComplete.GenerateCompletion {}
