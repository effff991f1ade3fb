package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.stack.GivenImage;
import io.jenkins.plugins.swarmdelivery.stack.GivenRoute;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** How picocli parses the command's options, and how failures are reported. */
final class Commands {
    private static final Comparator<CommandLine.Model.OptionSpec> HELP_LAST = Comparator.comparingInt(
            option -> option.usageHelp() || option.versionHelp() ? Integer.MAX_VALUE : option.order());

    private Commands() {}

    static CommandLine line(SwarmDelivery command) {
        CommandLine line = new CommandLine(command);
        line.setOut(new PrintWriter(command.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(command.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setAbbreviatedOptionsAllowed(false);
        tellStatuses(line);
        Map<String, CommandLine.IHelpSectionRenderer> sections = new LinkedHashMap<>(line.getHelpSectionMap());
        sections.put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST, Commands::options);
        line.setHelpSectionMap(sections);
        line.registerConverter(Duration.class, text -> read(text, t -> Durations.parse("duration", t)));
        line.registerConverter(Console.Format.class, text -> read(text, Console.Format::parse));
        line.registerConverter(ImageReference.class, text -> read(text, ImageReference::parse));
        line.registerConverter(GivenRoute.class, text -> read(text, GivenRoute::parse));
        line.registerConverter(GivenImage.class, text -> read(text, GivenImage::parse));
        line.registerConverter(TagPattern.class, text -> read(text, TagPattern::new));
        line.registerConverter(Application.class, text -> read(text, Application::new));
        line.setExitCodeExceptionMapper(failure -> ExitStatus.of(failure).code());
        line.setParameterExceptionHandler((failure, arguments) -> usage(command, failure, arguments));
        line.setExecutionExceptionHandler((failure, each, result) -> failed(command, failure, each));
        return line;
    }

    /** Those of the command itself first, --help and --version last. */
    private static String options(CommandLine.Help help) {
        return help.optionList(help.createDefaultLayout(), HELP_LAST, help.parameterLabelRenderer());
    }

    private static void tellStatuses(CommandLine line) {
        line.getCommandSpec().usageMessage().exitCodeList(ExitStatus.texts());
        line.getSubcommands().values().forEach(Commands::tellStatuses);
    }

    private static <T> T read(String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (RefusedException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    private static int usage(SwarmDelivery command, CommandLine.ParameterException failure, String[] arguments) {
        List<String> given = Arrays.asList(arguments);
        int value = given.indexOf("--output") + 1;
        boolean json = given.contains("--output=json")
                || (value > 0 && value < given.size() && given.get(value).equals("json"));
        CommandLine each = failure.getCommandLine();
        String name = each.getCommandSpec().qualifiedName();
        if (json) {
            document(command, each, ExitStatus.REFUSED, error("usage", failure.getMessage()));
        } else {
            command.err().println("error: " + failure.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(failure, each.getErr());
            command.err().println("See " + name + " --help");
        }
        return ExitStatus.REFUSED.code();
    }

    private static int failed(SwarmDelivery command, Exception failure, CommandLine each) {
        ExitStatus status = ExitStatus.of(failure);
        boolean expected = failure instanceof DeliveryException || failure instanceof UnfinishedException;
        String message = expected ? failure.getMessage() : "not expected: " + failure + "; use --debug to see where";
        Console console = command.console();
        if (console.json()) {
            document(command, each, status, error(kind(failure), message));
        } else {
            console.error(message);
        }
        if (command.debug()) {
            failure.printStackTrace(command.err());
        }
        return status.code();
    }

    private static void document(
            SwarmDelivery command, CommandLine each, ExitStatus status, Map<String, Object> error) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("command", ClusterCommand.name(each.getCommandSpec()));
        document.put("exitStatus", status.code());
        document.put("error", error);
        command.console(Console.Format.JSON).result(document, List.of());
    }

    /** A failure as it stands in a document. */
    static Map<String, Object> error(String kind, String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("kind", kind);
        error.put("message", message);
        return error;
    }

    static String kind(Throwable failure) {
        if (failure instanceof UnfinishedException) {
            return "unfinished";
        }
        return failure instanceof DeliveryException known ? known.kind().word() : "internal";
    }
}
