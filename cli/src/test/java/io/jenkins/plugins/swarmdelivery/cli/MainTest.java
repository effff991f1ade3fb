package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        return Main.run(stream(out), stream(err), Map.of(), arguments);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    static Stream<CommandLine> commands() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        return all(Commands.line(new SwarmDelivery(nowhere, nowhere, Map.of())));
    }

    private static Stream<CommandLine> all(CommandLine line) {
        return Stream.concat(
                Stream.of(line), line.getSubcommands().values().stream().flatMap(MainTest::all));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void describesEveryCommandAndOption(CommandLine line) {
        CommandLine.Model.CommandSpec spec = line.getCommandSpec();
        assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
        assertThat(spec.args())
                .allSatisfy(arg -> assertThat(arg.description())
                        .as(spec.qualifiedName() + " " + arg)
                        .isNotEmpty()
                        .noneMatch(String::isBlank));
        assertThat(line.getUsageMessage()).contains("Exit status:", "5   the cluster cannot be reached");
    }

    @Test
    void sumsUpEveryCommandInALineForTheListOfCommands() {
        assertThat(commands().filter(line -> line.getParent() != null))
                .isNotEmpty()
                .extracting(line -> line.getCommandSpec().usageMessage().description()[0])
                .allSatisfy(summary -> assertThat(summary).hasSizeLessThan(86).matches("[^.]+\\."));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void listsHelpAndVersionAfterAllOtherOptions(CommandLine line) {
        assertThat(line.getUsageMessage()).containsPattern("(?s)--debug  .*-h, --help  .*-V, --version  ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void parametersWithDefaultsAreOptional(CommandLine line) {
        assertThat(line.getCommandSpec().positionalParameters())
                .filteredOn(parameter -> parameter.defaultValue() != null)
                .allMatch(parameter -> parameter.arity().min() == 0);
    }

    @Test
    void documentsEverythingInTheHelp() throws IOException {
        String docs = Files.readString(Path.of("../docs/command-line.md"));
        assertThat(commands()).allSatisfy(line -> {
            assertThat(docs)
                    .contains("`" + line.getCommandSpec().qualifiedName().replace("swarm-delivery ", ""));
            assertThat(line.getCommandSpec().options())
                    .allSatisfy(option -> assertThat(docs)
                            .as(line.getCommandName())
                            .contains(option.longestName().replace("[no-]", "")));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "'' ~ name a command: build, test, plan, deploy",
                "deplyo ~ Did you mean: swarm-delivery deploy",
                "deploy staging ~ Missing required",
                "deploy staging Go_Demo --image r/a:1 ~ use 1 to 48 lower case letters",
                "deploy staging go-demo --image ':1' ~ write registry/repository:version",
                "deploy staging go-demo --image r/a:1 --bake 5m ~ Unknown options: '--bake', '5m'",
                "register staging go-demo --bake 5 ~ write a number and a unit, e.g. 500ms",
                "share staging go-demo ~ Missing required parameter: 'PERCENTAGE'",
                "status staging --output yaml ~ use table or json",
                "router ~ name a command: up, status, pause, unpause, renew, rotate, down, init",
                "stack ~ name a command: specs, show",
                "stack specs shop ~ --stack: missing; name a stack file",
                "stack specs shop --stack /no/such.yml ~ there is no such file",
                "stack specs _shop --stack /no/such.yml ~ use letters, digits",
                "stack specs shop --stack ../pom.xml --router-network n ~ give a color with --edited, too",
                "stack show --stack ../pom.xml --set X ~ --set: \"X\" is not valid; write NAME=VALUE",
                "build r.example/app:latest /tmp --file nothing ~ there is no such file in /tmp",
                "build r.example/app:1 ../examples/go-demo --reports /r/*.xml ~ name its Dockerfile with --tests-file",
                "build r.example/app /no/such/folder ~ name the folder that holds the Dockerfile",
                "test r.example/app:1 --test-mode job ~ a test job needs a cluster",
                "test r.example/app:1 --secret a/b=/etc/hostname ~ use letters, digits",
                "test r.example/app:1 --engine tcp://127.0.0.1:1 ~ tcp needs TLS",
                "retire staging ~ they are optional only with --due",
                "unlock staging go-demo ~ Missing required option: '--reason=TEXT'",
                "configure production ~ Missing required parameter: 'APP'",
                "promote production shop ~ Missing required option: '--from=CLUSTER'",
                "status --clusters /no/such/file staging ~ there is no such file"
            })
    void refusesBadInputWithStatus2(String arguments, String part) {
        assertThat(run(
                        arguments.isEmpty()
                                ? new String[0]
                                : arguments.replace("'", "").split(" ", -1)))
                .isEqualTo(2);
        assertThat(err()).startsWith("error: ").contains(part).doesNotContain("\tat ");
        assertThat(out()).isEmpty();
    }

    @Test
    void writesFailuresAsJsonDocuments() throws IOException {
        assertThat(run("--output", "json", "deploy", "staging")).isEqualTo(2);
        JsonNode usage = new ObjectMapper().readTree(out());
        assertThat(usage.at("/command").asText()).isEqualTo("deploy");
        assertThat(usage.at("/exitStatus").asInt()).isEqualTo(2);
        assertThat(usage.at("/error/kind").asText()).isEqualTo("usage");
        out.reset();
        assertThat(run("deploy", "json", "--output", "json")).isEqualTo(2);
        assertThat(new ObjectMapper().readTree(out()).at("/error/kind").asText())
                .isEqualTo("usage");
        out.reset();
        assertThat(run("status", "staging", "--output=json", "--clusters", "/none"))
                .isEqualTo(2);
        JsonNode refused = new ObjectMapper().readTree(out());
        assertThat(refused.at("/error/kind").asText()).isEqualTo("refused");
        assertThat(refused.at("/error/message").asText()).contains("/none");
        assertThat(err()).isEmpty();
    }

    @Test
    void returnsStatus5ForAnUnreachableCluster() throws IOException {
        Path clusters = folder.resolve("clusters.yml");
        Files.writeString(clusters, "one:\n  managers: [tcp://127.0.0.1:1]\n  allowPlaintext: true\n");
        assertThat(run("--clusters", clusters.toString(), "check", "one")).isEqualTo(5);
        assertThat(out()).contains("wrong", "tcp://127.0.0.1:1", "warning", "-> listen with --tlsverify");
    }

    @Test
    void routerInitPrintsOrWritesFilesWithoutACluster() throws IOException {
        Path clusters = folder.resolve("clusters.yml");
        Files.writeString(clusters, "one:\n  managers: [tcp://127.0.0.1:1]\n  allowPlaintext: true\n");
        String[] common = {"--clusters", clusters.toString(), "router", "init", "one", "--app", "shop=8080"};
        assertThat(run(with(common, "--print", "haproxy.cfg"))).isZero();
        assertThat(out()).contains("shop");
        out.reset();
        assertThat(run(with(common, "--out", folder.resolve("router").toString())))
                .isZero();
        assertThat(out().lines()).allSatisfy(line -> assertThat(Path.of(line)).isNotEmptyFile());
        assertThat(folder.resolve("router/deploy.sh")).isExecutable();
        assertThat(run(common)).isEqualTo(2);
        assertThat(run(with(common, "--print", "x"))).isEqualTo(2);
        assertThat(err()).contains("name the folder to write to", "choose one of [haproxy.cfg");
    }

    private static String[] with(String[] common, String... more) {
        return Stream.concat(Stream.of(common), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void writesHelpAndVersionToStandardOutput() {
        assertThat(run("deploy", "--help")).isZero();
        assertThat(out()).startsWith("Usage: swarm-delivery deploy");
        out.reset();
        assertThat(run("--version")).isZero();
        assertThat(out()).startsWith("swarm-delivery ").contains("Java ");
        assertThat(err()).isEmpty();
    }

    @Test
    void printsACompletionScript() {
        assertThat(run("completion")).isZero();
        assertThat(out()).startsWith("#!/usr/bin/env bash").contains("_complete_swarm-delivery");
    }

    /** A mark of any cluster in the file, because any cluster's login may push it; before any request to the engine. */
    @ParameterizedTest
    @CsvSource({"tested-1.7, --pull, tested-1.7", "1.7, --tests-target=tests, 1.7-tests"})
    void neverPushesAMarkInABuild(String version, String option, String told) throws IOException {
        Path clusters = Files.writeString(folder.resolve("clusters.yml"), """
            staging: {managers: ['unix:///nowhere/docker.sock'], requireMark: '*-tests'}
            production: {managers: ['unix:///nowhere/docker.sock'], requireMark: tested-*}
            """);
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\n");
        int status = run(
                "build",
                "registry.example/shop:" + version,
                folder.toString(),
                option,
                "--engine=unix:///nowhere/docker.sock",
                "--clusters=" + clusters);
        assertThat(status).isEqualTo(2);
        assertThat(err()).contains("version: \"" + told + "\" is not valid", "no build may push it");
    }
}
