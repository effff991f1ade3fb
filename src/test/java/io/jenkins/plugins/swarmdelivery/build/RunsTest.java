package io.jenkins.plugins.swarmdelivery.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void encodesOwnerAndEndInTheName() {
        RunId run = RunId.create(NOW, Duration.ofMinutes(10));
        assertThat(RunId.parse(run.toString())).contains(run);
        assertThat(RunId.parse(run + "_default")).contains(run);
        assertThat(run.toString()).matches("[a-z0-9][a-z0-9_-]*").hasSizeLessThan(56);
        assertThat(run.leftOver(NOW)).isFalse();
        assertThat(run.leftOver(NOW.plusSeconds(601))).isTrue();
        assertThat(RunId.parse("swd-something-else")).isEmpty();
    }

    @Test
    void isLeftOverOnceItsProcessHasEnded() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        RunId mine = RunId.create(NOW, Duration.ofMinutes(10));
        long started = other.info().startInstant().orElseThrow().toEpochMilli();
        RunId its = new RunId(mine.machine(), other.pid(), started, mine.until(), "000000");
        assertThat(its.leftOver(NOW)).isFalse();
        // Another process has that pid now.
        assertThat(new RunId(mine.machine(), other.pid(), started - 1, mine.until(), "000000").leftOver(NOW))
                .isTrue();
        other.destroyForcibly().waitFor();
        assertThat(its.leftOver(NOW)).isTrue();
        // For a run of another machine, only its time can be checked.
        assertThat(new RunId("00000000", other.pid(), started, mine.until(), "000000").leftOver(NOW))
                .isFalse();
    }

    @Test
    void removesAPrivateFolderWithItsContent() throws IOException {
        Path path;
        try (PrivateFolder made = PrivateFolder.create(RunId.create(NOW, Duration.ofHours(1)))) {
            path = made.path();
            Path file = made.write("config/config.json", "{}");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            Path outside = Files.writeString(folder.resolve("outside"), "stays");
            Files.createSymbolicLink(path.resolve("link"), outside);
            assertThat(PrivateFolder.removeLeftOver(NOW)).doesNotContain("folder " + path);
        }
        assertThat(path).doesNotExist();
        assertThat(folder.resolve("outside")).exists();
    }

    @Test
    void removesTheFolderOfAKilledRun() {
        RunId dead = new RunId("00000000", 1, 1, NOW.getEpochSecond() - 1, "000000");
        PrivateFolder left = PrivateFolder.create(dead);
        assertThat(PrivateFolder.removeLeftOver(NOW)).contains("folder " + left.path());
        assertThat(left.path()).doesNotExist();
    }

    /** A name proves nothing: anyone can create such a folder in the shared temporary directory. */
    @Test
    void keepsFoldersOfOthersAndLinks() throws IOException {
        RunId dead = new RunId("00000000", 1, 1, NOW.getEpochSecond() - 1, "000000");
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Path target = Files.createDirectory(folder.resolve("target"));
        Path kept = Files.writeString(target.resolve("file"), "stays");
        Path link = Files.createSymbolicLink(temporary.resolve(dead + "-link"), target);
        Path others = PrivateFolder.create(dead).path();
        try {
            Files.createSymbolicLink(others.resolve("inner"), target);
            assumeTrue(chown(others, "nobody"), "only root can give a folder away");
            assertThat(PrivateFolder.removeLeftOver(NOW)).doesNotContain("folder " + link, "folder " + others);
            assertThat(kept).exists();
            assertThat(others).exists();

            assertThat(chown(others, System.getProperty("user.name"))).isTrue();
            assertThat(PrivateFolder.removeLeftOver(NOW)).contains("folder " + others);
            assertThat(others).doesNotExist();
            assertThat(kept).as("what a link in a folder of ours leads to").exists();
        } finally {
            Files.deleteIfExists(link);
        }
    }

    private static boolean chown(Path file, String user) throws IOException {
        try {
            Files.setOwner(
                    file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
            return true;
        } catch (FileSystemException e) {
            return false;
        }
    }

    @Test
    void wakesSleepersAndListenersOnStop() {
        Stop stop = new Stop();
        List<String> told = new ArrayList<>();
        stop.onStop(() -> told.add("first")).run();
        assertThat(stop.wanted()).isFalse();
        new Thread(() -> stop.now("SIGINT")).start();
        stop.sleep(60_000);
        stop.now("SIGTERM");
        assertThat(told).isEmpty();
        stop.onStop(() -> told.add("late"));
        assertThat(told).containsExactly("late");
        assertThatThrownBy(stop::check).isInstanceOf(BuildException.class).hasMessage("stopped by SIGINT");
    }

    private List<Path> take(String pattern, Map<String, String> tar) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream written = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, String> file : tar.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length());
                written.putArchiveEntry(entry);
                written.write(file.getValue().getBytes(StandardCharsets.US_ASCII));
                written.closeArchiveEntry();
            }
        }
        return new ReportFiles(new TestOrder.Reports(pattern, folder), "/work")
                .take(new ByteArrayInputStream(out.toByteArray()));
    }

    @Test
    void copiesReportsToTheirFolder() throws IOException {
        assertThat(take("/reports/*.xml", Map.of("reports/a.xml", "a", "reports/b.txt", "b", "reports/sub/c.xml", "c")))
                .containsExactly(folder.resolve("a.xml"));
        assertThat(take("build/**.xml", Map.of("build/sub/c.xml", "c"))).containsExactly(folder.resolve("sub/c.xml"));
        assertThat(take("/reports", Map.of("reports/x/y", "y"))).containsExactly(folder.resolve("x/y"));
        assertThat(take("/var/one.xml", Map.of("one.xml", "1"))).containsExactly(folder.resolve("one.xml"));
        assertThat(folder.resolve("sub/c.xml")).hasContent("c");
        assertThat(new ReportFiles(new TestOrder.Reports("build/**.xml", folder), "/app").root())
                .isEqualTo("/app/build");
    }

    @Test
    void neverWritesReportsOutsideTheirFolder() throws IOException {
        assertThat(take("/reports/**", Map.of("reports/../../../etc/passwd", "x", "../reports/../a", "y")))
                .isEmpty();
        assertThatThrownBy(() -> take("/**.xml", Map.of())).isInstanceOf(RefusedException.class);
    }

    @Test
    void masksSecrets() throws IOException {
        List<String> lines = new ArrayList<>();
        Path file = Files.writeString(folder.resolve("secret"), "first-line\nab\nsecond line\n");
        Masking.of(lines::add, List.of(file)).accept("x first-line y second line ab");
        assertThat(lines).containsExactly("x **** y **** ab");
        assertThatThrownBy(() -> Masking.of(lines::add, List.of(folder.resolve("none"))))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> new TestOrder(
                        List.of(), Map.of(), Map.of("../x", file), Optional.empty(), Duration.ofSeconds(1)))
                .isInstanceOf(RefusedException.class);
    }
}
