package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive of the command's classes: used if it is valid, and ignored once it is stale. */
class ArchiveIT {
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final String OWN_CLASS = "io.jenkins.plugins.swarmdelivery.cli.Main ";

    @TempDir
    Path folder;

    private Path program;

    @BeforeEach
    void archiveBesideTheProgram() throws Exception {
        program = folder.resolve("swarm-delivery");
        Files.copy(LAB.project().resolve("cli/target/swarm-delivery"), program);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        run(
                Map.of(),
                JAVA_HOME + "/bin/java",
                "-Xlog:disable",
                "-XX:ArchiveClassesAtExit=" + program + ".jsa",
                "-jar",
                program.toString(),
                "--version");
        assertThat(folder.resolve("swarm-delivery.jsa")).isNotEmptyFile();
    }

    @Test
    void loadsClassesFromTheArchive() throws Exception {
        String said = version("with.txt");
        Files.delete(folder.resolve("swarm-delivery.jsa"));

        assertThat(version("without.txt")).isEqualTo(said);
        assertThat(sourceOfOwnClass("with.txt")).contains("shared objects file (top)");
        assertThat(sourceOfOwnClass("without.txt")).contains(program.toString());
    }

    @Test
    void reportsAStaleArchiveOnStandardErrorAndIgnoresIt() throws Exception {
        String said = version("fresh.txt");
        Files.setLastModifiedTime(program, FileTime.from(Instant.now().plusSeconds(60)));

        assertThat(version("stale.txt")).isEqualTo(said);
        assertThat(Files.readString(folder.resolve("stderr"))).contains("Unable to use shared archive");
        assertThat(sourceOfOwnClass("stale.txt")).contains(program.toString());
    }

    private String version(String log) throws Exception {
        return run(logging(log), program.toString(), "--version");
    }

    /**
     * Java logs to this file where each class came from. Only this variable is applied after the command's own options.
     */
    private Map<String, String> logging(String file) {
        return Map.of("_JAVA_OPTIONS", "-Xlog:class+load:file=" + folder.resolve(file));
    }

    private String sourceOfOwnClass(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .filter(line -> line.contains(OWN_CLASS))
                .findFirst()
                .orElseThrow();
    }

    /** Its standard output. */
    private String run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().put("JAVA_HOME", JAVA_HOME);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(folder.resolve("stderr")))
                    .isZero();
            return Files.readString(folder.resolve("stdout"));
        } finally {
            process.destroyForcibly();
        }
    }
}
