package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.clusters.ClustersFile;
import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself, with the options that all its subcommands share. */
@Command(
        name = "swarm-delivery",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nArguments:%n",
        commandListHeading = "%nCommands:%n",
        descriptionHeading = "%n",
        exitCodeListHeading = "%nExit status:%n",
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  SWARM_DELIVERY_CLUSTERS        the default of --clusters",
            "  BUILD_URL, GIT_COMMIT          the defaults of --build and --commit",
            "  DOCKER_HOST, DOCKER_CERT_PATH  the default of --engine, and its certificates"
        },
        subcommands = {
            BuildCommand.class,
            TestImageCommand.class,
            PlanCommand.class,
            DeployCommand.class,
            ShareCommand.class,
            RegisterCommand.class,
            DeliverCommand.class,
            ConfigureCommand.class,
            PromoteCommand.class,
            RollbackCommand.class,
            RetireCommand.class,
            ResumeCommand.class,
            AdoptCommand.class,
            RemoveCommand.class,
            StatusCommand.class,
            HistoryCommand.class,
            DiffCommand.class,
            UnlockCommand.class,
            MarkCommand.class,
            GcCommand.class,
            RouterCommand.class,
            StackCommand.class,
            CheckCommand.class,
            CompletionCommand.class
        },
        description = {
            "Delivers applications to Docker Swarm, blue-green: the new release starts beside the old one, is tested"
                    + " before any user sees it, and takes over all traffic in one step. If a step fails, the"
                    + " previous state is restored. All state is in the Swarm itself.",
            "",
            "To see the options of a command, run swarm-delivery COMMAND --help."
        })
final class SwarmDelivery implements Runnable {
    @Option(
            names = "--clusters",
            order = 90,
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            defaultValue = "${env:SWARM_DELIVERY_CLUSTERS:-clusters.yml}",
            description = "The clusters file; see docs/clusters-file.md. Default: $$SWARM_DELIVERY_CLUSTERS, else"
                    + " clusters.yml in the current folder.")
    private Path clusters;

    @Option(
            names = "--output",
            order = 91,
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "The format of the result on standard output: ${COMPLETION-CANDIDATES}. With json, it is a"
                    + " single document, and progress goes to standard error. Default: ${DEFAULT-VALUE}.")
    private Console.Format format = Console.Format.TABLE;

    @Option(
            names = "--no-color",
            order = 92,
            scope = ScopeType.INHERIT,
            description = "Print no colors and rewrite no lines, even on a terminal.")
    private boolean noColor;

    @Option(
            names = "--debug",
            order = 93,
            scope = ScopeType.INHERIT,
            description = "After a failure, show where in the program it occurred.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;

    SwarmDelivery(PrintStream out, PrintStream err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a command: " + String.join(", ", spec.subcommands().keySet()));
    }

    ClusterSettings cluster(String name) {
        ClustersFile.Described described = ClustersFile.read(clusters, name);
        described.warnings().forEach(console()::warn);
        return described.settings();
    }

    /** The same for commands that set up its router, whose certificates may not exist yet. */
    ClustersFile.Described clusterForRouter(String name) {
        ClustersFile.Described described = ClustersFile.readForRouter(clusters, name);
        described.warnings().forEach(console()::warn);
        return described;
    }

    /** The names of all clusters in the file. */
    List<String> clusters() {
        return ClustersFile.names(clusters);
    }

    /**
     * The marks that the clusters of the file require; none if there is no such file, because a build does not need
     * one.
     */
    List<TagPattern> marks() {
        return Files.exists(clusters) ? ClustersFile.marks(clusters) : List.of();
    }

    Console console() {
        return console(format);
    }

    Console console(Console.Format inFormat) {
        return new Console(out, err, inFormat, !noColor, environment);
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    boolean debug() {
        return debug;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** In this machine's time zone, like all times that are shown. */
    Clock clock() {
        return Clock.system(ZoneId.systemDefault());
    }
}
