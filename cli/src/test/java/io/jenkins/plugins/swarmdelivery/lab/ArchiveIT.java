package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive of the command's classes: made as docs/command-line.md tells, used, and harmless once it is stale. */
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
                "status",
                "staging");
        assertThat(folder.resolve("swarm-delivery.jsa")).isNotEmptyFile();
    }

    @Test
    void classesComeFromTheArchive() throws Exception {
        run(logging("with.txt"), program.toString(), "status", "staging");
        Files.delete(folder.resolve("swarm-delivery.jsa"));
        run(logging("without.txt"), program.toString(), "status", "staging");

        assertThat(sourceOfOwnClass("with.txt")).contains("shared objects file (top)");
        assertThat(sourceOfOwnClass("without.txt")).contains(program.toString());
    }

    @Test
    void staleArchiveIsToldOnStandardErrorAndNotUsed() throws Exception {
        Files.setLastModifiedTime(program, FileTime.from(Instant.now().plusSeconds(60)));

        String document = run(logging("stale.txt"), program.toString(), "status", "staging", "--output", "json");

        assertThat(new ObjectMapper().readTree(document).path("applications").isArray())
                .as(document)
                .isTrue();
        assertThat(Files.readString(folder.resolve("stderr"))).contains("Unable to use shared archive");
        assertThat(sourceOfOwnClass("stale.txt")).contains(program.toString());
    }

    /** Java tells in this file where each class came from. This variable alone comes after the command's own options. */
    private Map<String, String> logging(String file) {
        return Map.of("_JAVA_OPTIONS", "-Xlog:class+load:file=" + folder.resolve(file));
    }

    private String sourceOfOwnClass(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .filter(line -> line.contains(OWN_CLASS))
                .findFirst()
                .orElseThrow();
    }

    /** What it writes to standard output, of the lab's clusters. */
    private String run(Map<String, String> environment, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--clusters", LAB.clustersFile().toString()));
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().put("JAVA_HOME", JAVA_HOME);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(folder.resolve("stderr")))
                    .isZero();
            return Files.readString(folder.resolve("stdout"));
        } finally {
            process.destroyForcibly();
        }
    }
}
