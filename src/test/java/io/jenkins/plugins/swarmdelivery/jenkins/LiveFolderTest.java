package io.jenkins.plugins.swarmdelivery.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFolderTest {
    private static final int LOOKS = 200;

    @TempDir
    Path folder;

    @Test
    void findsTextsWhileOtherFilesComeAndGo() throws Exception {
        Path found = folder.resolve("builds/1/log");
        Files.createDirectories(found.getParent());
        Files.writeString(found, "the password is swordfish");
        Files.writeString(folder.resolve("config.xml"), "<empty/>");

        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> others = CompletableFuture.runAsync(() -> comeAndGo(ended));
        try {
            for (int look = 0; look < LOOKS; look++) {
                assertThat(LiveFolder.filesWith(folder, "shark", "swordfish")).containsExactly(found);
                assertThat(LiveFolder.filesWith(folder, "shark")).isEmpty();
            }
        } finally {
            ended.set(true);
        }
        others.get();
    }

    private void comeAndGo(AtomicBoolean ended) {
        try {
            while (!ended.get()) {
                Path other =
                        Files.createDirectories(folder.resolve("jobs/other")).resolve("atomic.tmp");
                Files.writeString(other, "in between");
                Files.delete(other);
                Files.delete(other.getParent());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
