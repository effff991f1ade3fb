package io.jenkins.plugins.swarmdelivery.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        description = "Prints a script that completes this command in bash and zsh.",
        footerHeading = "%nTo use it, where swarm-delivery is an alias or a script in the path:%n",
        footer = "  source <(swarm-delivery completion)")
final class CompletionCommand extends AutoComplete.GenerateCompletion {}
