package io.jenkins.plugins.swarmdelivery.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with the tar program of this machine: each must read what the other writes. */
class ContextTarTest {
    private static final String LONG = "n".repeat(140) + "/" + "Ünïcode ".repeat(12) + "x";

    @TempDir
    Path folder;

    private Path context;

    @BeforeEach
    void fill() throws IOException {
        context = folder.resolve("context");
        write("Dockerfile", "FROM scratch\n");
        write(LONG, "long");
        write("sub/empty", "");
        write("sub/block", "b".repeat(512));
        write("sub/run.sh", "#!/bin/sh\n");
        write("skipped/file", "no");
        write(".dockerignore", "skipped\n");
        Files.setPosixFilePermissions(context.resolve("sub/run.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.createSymbolicLink(context.resolve("link"), Path.of("sub/run.sh"));
        Files.createSymbolicLink(context.resolve("dangling"), Path.of("x".repeat(150)));
        Files.createDirectory(context.resolve("folder"));
    }

    private void write(String name, String text) throws IOException {
        Path file = context.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static BuildOrder order(Path context) {
        return new BuildOrder(
                context,
                "Dockerfile",
                Optional.empty(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                List.of(),
                false,
                Map.of());
    }

    private void tar(InputStream in, String... arguments) throws Exception {
        Process tar = new ProcessBuilder(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("tar"), java.util.stream.Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("tar.out").toFile())
                .start();
        try (OutputStream out = tar.getOutputStream()) {
            in.transferTo(out);
        }
        assertThat(tar.waitFor())
                .as(Files.readString(folder.resolve("tar.out")))
                .isZero();
    }

    @Test
    void writesWhatTarReads() throws Exception {
        Path out = Files.createDirectory(folder.resolve("out"));
        try (InputStream sent = new ContextTar(order(context))) {
            tar(sent, "-x", "-p", "-C", out.toString());
        }
        assertThat(out.resolve(LONG)).hasContent("long");
        assertThat(out.resolve("sub/empty")).isEmptyFile();
        assertThat(out.resolve("sub/block")).hasContent("b".repeat(512));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("sub/run.sh"))))
                .isEqualTo("rwxr-x--x");
        assertThat(Files.readSymbolicLink(out.resolve("link"))).hasToString("sub/run.sh");
        assertThat(Files.readSymbolicLink(out.resolve("dangling"))).hasToString("x".repeat(150));
        assertThat(out.resolve("folder")).isEmptyDirectory();
        assertThat(out.resolve("skipped")).doesNotExist();
        assertThat(Files.getLastModifiedTime(out.resolve("sub/block")).toMillis() / 1000)
                .isEqualTo(
                        Files.getLastModifiedTime(context.resolve("sub/block")).toMillis() / 1000);
    }

    /** Docker copies files out of a container in one of these formats. */
    @ParameterizedTest
    @ValueSource(strings = {"gnu", "pax", "ustar"})
    void readsWhatTarWrites(String format) throws Exception {
        Path file = folder.resolve("written.tar");
        if (format.equals("ustar")) {
            Files.delete(context.resolve(LONG));
            Files.delete(context.resolve(LONG).getParent());
            Files.delete(context.resolve("dangling"));
        }
        tar(
                InputStream.nullInputStream(),
                "-c",
                "-f",
                file.toString(),
                "--format=" + format,
                "-C",
                folder.toString(),
                "context");
        Path out = folder.resolve("out");
        try (InputStream in = Files.newInputStream(file)) {
            reports("/context", out).take(in);
        }
        assertThat(out.resolve("sub/block")).hasContent("b".repeat(512));
        assertThat(out.resolve("sub/empty")).isEmptyFile();
        assertThat(out.resolve("link")).doesNotExist();
        if (!format.equals("ustar")) {
            assertThat(out.resolve(LONG)).hasContent("long");
        }
    }

    private static ReportFiles reports(String pattern, Path out) {
        return new ReportFiles(new TestOrder.Reports(pattern, out), "");
    }

    @Test
    void sendsFoldersBeforeTheirContent() throws IOException {
        List<String> names = new ArrayList<>();
        ContextFiles files = new ContextFiles(order(context));
        for (Optional<Path> next = files.next(); next.isPresent(); next = files.next()) {
            names.add(files.name(next.get()));
        }
        assertThat(names)
                .startsWith(".dockerignore", "Dockerfile", "dangling", "folder", "link")
                .containsSubsequence("sub", "sub/block", "sub/empty", "sub/run.sh")
                .doesNotContain("skipped", "skipped/file");
    }

    private List<String> sent() throws IOException {
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream sent = new TarArchiveInputStream(new ContextTar(order(context)))) {
            for (TarArchiveEntry entry = sent.getNextEntry(); entry != null; entry = sent.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    /** As in BuildKit, but not in the engine's own client for the classic builder. */
    @Test
    void sendsFilesIncludedAgainWithTheirFolders() throws IOException {
        write(".dockerignore", "**\n!**/*.go\n**/*_test.go\n!go.mod\n");
        write("root.go", "");
        write("go.mod", "");
        write("cmd/sub/main.go", "");
        write("cmd/sub/main_test.go", "");
        assertThat(sent())
                .containsExactly(
                        ".dockerignore", "Dockerfile", "cmd/", "cmd/sub/", "cmd/sub/main.go", "go.mod", "root.go");
    }

    @Test
    void prefersTheDockerfilesOwnIgnoreFile() throws IOException {
        write(".dockerignore", "sub\n");
        write("Dockerfile.dockerignore", "*\n!.dockerignore\n!Dockerfile\n!skipped\n!sub/block\n");
        assertThat(sent())
                .containsExactly(".dockerignore", "Dockerfile", "skipped/", "skipped/file", "sub/", "sub/block");
    }

    /** The engine removes both from the context, as the ignore file that it receives says. */
    @Test
    void sendsAnExcludedDockerfileForTheEngine() throws IOException {
        write("Dockerfile.dockerignore", "*\n!folder\n");
        assertThat(sent()).containsExactly(".dockerignore", "Dockerfile", "folder/");
        try (TarArchiveInputStream sent = new TarArchiveInputStream(new ContextTar(order(context)))) {
            sent.getNextEntry();
            assertThat(new String(sent.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("Dockerfile\n.dockerignore\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", ".dockerignore"})
    void refusesRulesTheEngineWouldNotFollow(String excluded) throws IOException {
        write(".dockerignore", excluded + "\n");
        write("Dockerfile.dockerignore", "skipped\n");
        assertThatThrownBy(() -> new ContextTar(order(context)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("Dockerfile.dockerignore and .dockerignore disagree", "use buildx");
    }

    @Test
    void failsIfAFileShrinksMeanwhile() throws IOException {
        write("a-large-one", "x".repeat(200_000));
        try (InputStream sent = new ContextTar(order(context))) {
            byte[] begun = sent.readNBytes(20_000);
            assertThat(new String(begun, StandardCharsets.US_ASCII)).contains("a-large-one", "xxx");
            write("a-large-one", "x");
            assertThatThrownBy(sent::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a-large-one became shorter");
        }
    }

    @Test
    void setsRootAsOwnerOfEverything() throws IOException {
        try (TarArchiveInputStream sent = new TarArchiveInputStream(new ContextTar(order(context)))) {
            for (TarArchiveEntry entry = sent.getNextEntry(); entry != null; entry = sent.getNextEntry()) {
                assertThat(entry.getUserName() + entry.getGroupName())
                        .as(entry.getName())
                        .isEmpty();
                assertThat(entry.getLongUserId() + entry.getLongGroupId()).isZero();
            }
            assertThat(sent.getBytesRead()).isPositive();
        }
    }

    /** Not read to its end: only the announced size matters here. */
    @Test
    void writesSizesBeyondEightGigabytes() throws IOException {
        try (RandomAccessFile huge =
                new RandomAccessFile(context.resolve("a-huge-one").toFile(), "rw")) {
            huge.setLength(9L << 30);
        }
        try (TarArchiveInputStream sent = new TarArchiveInputStream(new ContextTar(order(context)))) {
            TarArchiveEntry entry = sent.getNextEntry();
            while (!entry.getName().equals("a-huge-one")) {
                entry = sent.getNextEntry();
            }
            assertThat(entry.getSize()).isEqualTo(9L << 30);
        }
    }

    @Test
    void failsOnInputThatIsNoTar() {
        byte[] text = "x".repeat(1024).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> reports("/reports", folder).take(new ByteArrayInputStream(text)))
                .isInstanceOf(IOException.class);
    }
}
