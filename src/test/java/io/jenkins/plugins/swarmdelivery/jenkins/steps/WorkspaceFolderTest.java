package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.FilePath;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stack file of a workspace may make the controller read. */
class WorkspaceFolderTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path workspace;

    private WorkspaceFolder folder;

    @BeforeEach
    void open() {
        folder = new WorkspaceFolder(new FilePath(workspace.toFile()), "stack.yml");
    }

    @Test
    void filesAreReadOnce() throws IOException {
        Path file = Files.writeString(workspace.resolve("page.txt"), "hello");
        assertThat(folder.read("page.txt", MEGABYTE)).asString().isEqualTo("hello");

        Files.writeString(file, "changed");

        assertThat(folder.read("page.txt", MEGABYTE)).asString().isEqualTo("hello");
    }

    @Test
    void theirNumberIsBounded() {
        for (int i = 0; i < 1000; i++) {
            String missing = "missing-" + i;
            assertThatThrownBy(() -> folder.read(missing, MEGABYTE)).isInstanceOf(NoSuchFileException.class);
        }

        assertThatThrownBy(() -> folder.read("one-more", MEGABYTE))
                .hasMessage("the stack names more than 1000 files; name fewer");
    }

    @Test
    void theirSizeIsBoundedTogether() throws IOException {
        for (String name : new String[] {"a", "b"}) {
            try (RandomAccessFile file =
                    new RandomAccessFile(workspace.resolve(name).toFile(), "rw")) {
                file.setLength(33L * MEGABYTE);
            }
        }
        assertThat(folder.read("a", 40 * MEGABYTE)).hasSize(33 * MEGABYTE);

        assertThatThrownBy(() -> folder.read("b", 40 * MEGABYTE))
                .hasMessage("the files of the stack exceed 64 MB together; name fewer");
    }
}
