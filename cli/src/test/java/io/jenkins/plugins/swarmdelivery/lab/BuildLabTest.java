package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.swarmdelivery.build.RunId;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests of builds and test runs: go-demo's folder, an engine, and versions of their own. */
@OnLab(cluster = "staging", app = "it-build", engines = "s1")
abstract class BuildLabTest extends LabTest {
    private static final List<String> MANIFESTS = List.of(
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json");

    /** Images stay in the registry, so each test has a unique version. */
    final String version = "it-" + Long.toHexString(System.nanoTime());

    @TempDir
    Path folder;

    static Path goDemo() {
        return LAB.project().resolve("examples/go-demo");
    }

    /** The names of go-demo's tests, as its source declares them. */
    static List<String> testsOfGoDemo() {
        Pattern test = Pattern.compile("^func (Test\\w+)\\(", Pattern.MULTILINE);
        try (Stream<Path> sources = Files.list(goDemo())) {
            return sources.filter(source -> source.toString().endsWith("_test.go"))
                    .flatMap(source -> test.matcher(read(source)).results())
                    .map(found -> found.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path composeFile() {
        return goDemo().resolve("docker-compose-test.yml");
    }

    static List<String> site() {
        String engine = LAB.property("staging.managers").replaceFirst(",.*", "");
        return List.of("--cluster", "staging", "--engine", engine);
    }

    String[] buildArguments(String image, Path context, String... options) {
        List<String> arguments = new ArrayList<>(List.of("build", image, context.toString()));
        arguments.addAll(site());
        arguments.addAll(List.of("--build-arg", "BASE=" + LAB.property("busyboxImage")));
        arguments.addAll(List.of("--created", "2026-01-31T12:00:00Z"));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    /** Builds go-demo in this test's version, with an environment that selects the builder and Compose. */
    Cli.Outcome build(Map<String, String> tools, String... options) {
        List<String> all = new ArrayList<>(List.of("--build-arg", "VERSION=" + version));
        all.addAll(List.of(options));
        return Cli.run(
                LAB.clustersFile(), tools, buildArguments(LAB.image(version), goDemo(), all.toArray(String[]::new)));
    }

    Cli.Outcome test(Map<String, String> tools, String image, String... options) {
        return Cli.run(LAB.clustersFile(), tools, testArguments(image, options));
    }

    String[] testArguments(String image, String... options) {
        List<String> arguments = new ArrayList<>(List.of("test", image));
        arguments.addAll(site());
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    /** Debian 12's Docker client, which has no plugins, and Compose v1 as a standalone program. */
    static Map<String, String> older() {
        try {
            Path bin = Files.createDirectories(LAB.project().resolve("target/older/bin"));
            for (String name : List.of("docker", "docker-compose")) {
                Path program = Path.of("/usr/bin", name);
                assumeTrue(Files.exists(program), "Debian 12's " + name + " is installed");
                Files.deleteIfExists(bin.resolve(name));
                Files.createSymbolicLink(bin.resolve(name), program);
            }
            return Map.of("PATH", bin.toString(), "DOCKER_CONFIG", bin.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A Docker client with buildx and Compose as plugins. */
    static Map<String, String> newer() {
        Path tools = LAB.newerTools();
        assumeTrue(Files.exists(tools.resolve("complete")), "Debian 13's docker is unpacked");
        return Map.of("PATH", tools.resolve("bin").toString(), "DOCKER_CONFIG", tools.toString());
    }

    static Map<String, String> tools(String which) {
        return which.equals("newer") ? newer() : older();
    }

    /** The digest that the registry serves for a tag, requested without our own code; empty if it has no such tag. */
    String served(String tag) {
        String headers = registry(tag, "--head");
        if (headers.contains(" 404 ")) {
            return "";
        }
        return headers.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("docker-content-digest:"))
                .map(line -> line.substring(line.indexOf(' ')).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError(headers));
    }

    /** The manifest that the registry serves: an index where it has one. */
    JsonNode manifest(String tag) {
        return Specs.read(registry(tag));
    }

    private String registry(String tag, String... options) {
        Path login = write("login", "user = \"deployer:" + LAB.password() + "\"\n");
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--noproxy", "*"));
        command.addAll(List.of("--config", login.toString(), "--cacert", LAB.property("caFile")));
        command.addAll(List.of("--header", "Accept: " + String.join(", ", MANIFESTS)));
        command.addAll(List.of(options));
        command.add("https://" + LAB.property("goDemoImage").replaceFirst("/", "/v2/") + "/manifests/" + tag);
        return LAB.run(command.toArray(String[]::new));
    }

    /** The lab's clusters, where staging has a login for the spare registry. */
    Path spareClusters(String user, String password) {
        Path file = write("login/password", password + "\n");
        return write(
                "login/clusters.yml",
                read(LAB.clustersFile())
                        .replaceAll("server: .*", "server: " + SpareRegistry.HOST)
                        .replaceAll("user: .*", "user: " + user)
                        .replaceAll("passwordFile: .*", "passwordFile: " + file));
    }

    Path spareClusters(String user) {
        return spareClusters(user, TokenServer.password(user));
    }

    Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Containers on the engine that builds that belong to no service of the Swarm. */
    List<String> containers() {
        String ofService = "{{.Label \"com.docker.swarm.service.id\"}}";
        return cluster.docker("container", "ls", "-a", "--format", "{{.Names}} {{.Image}} service:" + ofService)
                .lines()
                .filter(line -> line.endsWith("service:"))
                .toList();
    }

    /** Everything with the name or the label of a run, on the engine that builds, in the Swarm and in /tmp. */
    List<String> left() {
        List<String> left = new ArrayList<>();
        String[][] questions = {
            {"container", "ls", "-a", "--format", "container {{.Names}}", "--filter", "name=" + RunId.PREFIX},
            {"container", "ls", "-a", "--format", "container {{.Names}}", "--filter", "label=" + Labels.RUN},
            {"network", "ls", "--format", "network {{.Name}}", "--filter", "name=" + RunId.PREFIX},
            {"volume", "ls", "--format", "volume {{.Name}}", "--filter", "name=" + RunId.PREFIX},
            {"service", "ls", "--format", "service {{.Name}}", "--filter", "name=" + RunId.PREFIX},
            {"secret", "ls", "--format", "secret {{.Name}}", "--filter", "name=" + RunId.PREFIX}
        };
        for (String[] question : questions) {
            cluster.docker(question).lines().filter(line -> !line.isBlank()).forEach(left::add);
        }
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            folders.filter(file -> file.getFileName().toString().startsWith(RunId.PREFIX))
                    .forEach(file -> left.add("folder " + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return left;
    }

    void assertNothingLeft() {
        assertThat(left()).isEmpty();
    }
}
