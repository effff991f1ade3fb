package io.jenkins.plugins.swarmdelivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** The lab that is up: two real Swarms, their registry and nodes. Its folder is named by the property lab.state. */
public final class Lab {
    public static final Lab LAB = new Lab();
    private static final long COMMAND_SECONDS = 60;

    private final Path state;
    private final Properties properties = new Properties();

    private Lab() {
        String folder = System.getProperty("lab.state");
        if (folder == null) {
            throw new IllegalStateException("these tests need a lab: LAB=verify lab/lab up, then lab/for-tests, then "
                    + "mvn -f cli/pom.xml verify -Plab -Dlab.state=FOLDER");
        }
        state = Path.of(folder).toAbsolutePath();
        try (InputStream in = Files.newInputStream(state.resolve("lab.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String property(String name) {
        String value = properties.getProperty(name);
        assertThat(value).as("property %s of the lab", name).isNotNull();
        return value;
    }

    /** What stands in the file that a property names. */
    public String text(String name) {
        try {
            return Files.readString(Path.of(property(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings of a Jenkins for this lab, as code. */
    public Path jenkinsSettings() {
        return state.resolve("jenkins.yml");
    }

    public Path clustersFile() {
        return state.resolve("clusters.yml");
    }

    /** The project's folder. */
    public Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("lab/lab"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    public String image(String version) {
        return property("goDemoImage") + ":" + version;
    }

    public String registry() {
        return property("registry");
    }

    public String password() {
        return text("registryPasswordFile").strip();
    }

    /** Where Debian 13's docker programs are unpacked; not everywhere can they be had. */
    public Path newerTools() {
        return project().resolve("target/newer");
    }

    /** The docker client on the first manager of a cluster; fails the test where it fails. */
    public String docker(String cluster, String... arguments) {
        String manager = property(cluster + ".managers").split(",")[0];
        return run(dockerEnvironmentOf(manager), command("docker", arguments)).strip();
    }

    /** The docker client on a node's engine; fails the test where it fails. */
    public String engine(String node, String... arguments) {
        return run(dockerEnvironmentOf(endpoint(node)), command("docker", arguments))
                .strip();
    }

    /** The address of a node's engine. */
    public String endpoint(String node) {
        return "tcp://" + property("node." + node + ".address") + ":2376";
    }

    /** The lab's own command, e.g. {@code stop-node s3}. */
    public String lab(String... arguments) {
        return run(
                Map.of("LAB", state.getFileName().toString(), "LAB_STATE", state.toString()),
                command(project().resolve("lab/lab").toString(), arguments));
    }

    /** The same as a text, for a test command that a delivery runs. */
    public String labCommand(String... arguments) {
        return "env LAB=" + state.getFileName() + " LAB_STATE=" + state + " "
                + project().resolve("lab/lab") + " " + String.join(" ", arguments);
    }

    /** What an address answers; fails the test where there is no answer, or one with an error's status. */
    public String curl(String... arguments) {
        List<String> command =
                command("curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--max-time", "20");
        command.addAll(List.of(arguments));
        return run(Map.of(), command);
    }

    /** Any other command; fails the test where it fails. */
    public String run(String... command) {
        return run(Map.of(), List.of(command));
    }

    private static List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        return command;
    }

    private Map<String, String> dockerEnvironmentOf(String endpoint) {
        return Map.of(
                "DOCKER_HOST",
                endpoint,
                "DOCKER_TLS_VERIFY",
                "1",
                "DOCKER_CERT_PATH",
                Path.of(property("clientCert")).getParent().toString(),
                "DOCKER_CONFIG",
                property("dockerConfig"));
    }

    private static String run(Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("lab", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            assertThat(ended)
                    .as("%s ended within %s s: %s", command, COMMAND_SECONDS, text)
                    .isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
