package io.jenkins.plugins.swarmdelivery.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the tar program of this machine, which must understand what we write, and write what we understand. */
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
    void tarUnderstandsIt() throws Exception {
        Path out = Files.createDirectory(folder.resolve("out"));
        try (InputStream sent = new ContextTar(order(context)).open()) {
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

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "pax", "ustar"})
    void weUnderstandTar(String format) throws Exception {
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
        Map<String, String> files = new TreeMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            TarReader reader = new TarReader(in);
            for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().kind() == TarEntry.Kind.FILE) {
                    String text = new String(reader.content(next.get()).readAllBytes(), StandardCharsets.UTF_8);
                    files.put(next.get().name(), text);
                }
            }
        }
        assertThat(files).containsEntry("context/sub/block", "b".repeat(512)).containsEntry("context/sub/empty", "");
        if (!format.equals("ustar")) {
            assertThat(files).containsEntry("context/" + LONG, "long");
        }
    }

    @Test
    void foldersComeBeforeWhatIsInThem() {
        assertThat(new ContextTar(order(context)).names())
                .startsWith(".dockerignore", "Dockerfile", "dangling", "folder", "link")
                .containsSubsequence("sub", "sub/block", "sub/empty", "sub/run.sh")
                .doesNotContain("skipped", "skipped/file");
    }

    @Test
    void aFileThatBecomesShorterMeanwhileIsAnError() throws IOException {
        Path file = context.resolve("sub/block");
        try (FileContent content = new FileContent(file, 600)) {
            assertThatThrownBy(content::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("became shorter");
        }
        assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void sizesBeyondEightGigabytesStandInAnExtendedHead() throws IOException {
        byte[] head = TarFormat.head(TarEntry.file("huge", 0644, 9L << 30));
        Optional<TarEntry> read = new TarReader(new ByteArrayInputStream(head)).next();
        assertThat(read.orElseThrow().size()).isEqualTo(9L << 30);
    }

    @Test
    void whatIsNoTarIsAnError() {
        byte[] text = "x".repeat(1024).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> new TarReader(new ByteArrayInputStream(text)).next())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no tar");
    }
}
