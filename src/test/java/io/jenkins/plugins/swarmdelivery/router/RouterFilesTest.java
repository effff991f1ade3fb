package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users can edit a router's configuration: edits are never lost, and they are deployed. */
class RouterFilesTest {
    private static final RoutedApplication SHOP = RoutedApplication.of(new Application("shop"), 8080);
    private static final RoutedApplication BLOG = new RoutedApplication(
            new Application("blog"), 8080, List.of("blog.lab"), Optional.empty(), Optional.empty(), 10);
    private static final Map<String, String> ONE = RouterInit.files(RouterSetup.of(List.of(SHOP)));
    private static final Map<String, String> TWO = RouterInit.files(RouterSetup.of(List.of(SHOP, BLOG)));

    @TempDir
    Path folder;

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private void edit(String name) throws IOException {
        Files.writeString(
                folder.resolve(name), text(name).replace("timeout client 60s", "timeout client 600s") + "# edited\n");
    }

    @Test
    void replacesUneditedFiles() throws IOException {
        RouterFiles.write(folder, ONE);
        assertThat(RouterFiles.write(folder, TWO))
                .containsExactly(
                        folder.resolve("haproxy.cfg").toString(),
                        folder.resolve("routes.map").toString(),
                        folder.resolve("deploy.sh").toString());
        assertThat(text("haproxy.cfg")).isEqualTo(TWO.get("haproxy.cfg"));
        assertThat(folder.resolve("deploy.sh")).isExecutable();
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void keepsEditsAndWritesNewFilesAlongside() throws IOException {
        RouterFiles.write(folder, ONE);
        edit("haproxy.cfg");
        String edited = text("haproxy.cfg");

        assertThatThrownBy(() -> RouterFiles.write(folder, TWO))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(
                        "edits in haproxy.cfg were kept", "haproxy.cfg.new, routes.map.new", "diff -u", "deploy.sh");

        assertThat(text("haproxy.cfg")).isEqualTo(edited);
        assertThat(text("routes.map")).isEqualTo(ONE.get("routes.map"));
        assertThat(text("haproxy.cfg.new")).isEqualTo(TWO.get("haproxy.cfg"));
        assertThat(text("routes.map.new")).isEqualTo(TWO.get("routes.map"));
    }

    @Test
    void keepsEditsOfCurrentTextSilently() throws IOException {
        RouterFiles.write(folder, ONE);
        edit("haproxy.cfg");
        String edited = text("haproxy.cfg");
        assertThat(RouterFiles.write(folder, ONE)).contains(folder.resolve("haproxy.cfg") + " (kept, with your edits)");
        assertThat(text("haproxy.cfg")).isEqualTo(edited);

        String merged = TWO.get("haproxy.cfg").replace("timeout client 60s", "timeout client 600s");
        Files.writeString(folder.resolve("haproxy.cfg"), merged);
        RouterFiles.write(folder, TWO);
        assertThat(text("haproxy.cfg")).isEqualTo(merged);
        assertThat(text("routes.map")).isEqualTo(TWO.get("routes.map"));
    }

    @Test
    void foreignFilesCountAsEdits() throws IOException {
        Files.writeString(folder.resolve("haproxy.cfg"), "global\n");
        assertThatThrownBy(() -> RouterFiles.write(folder, ONE)).isInstanceOf(RefusedException.class);
        assertThat(text("haproxy.cfg")).isEqualTo("global\n");

        Files.delete(folder.resolve("haproxy.cfg"));
        RouterFiles.write(folder, ONE);
        edit("deploy.sh");
        Map<String, String> newer = new HashMap<>(ONE);
        newer.compute(
                "deploy.sh", (name, text) -> Stamp.add(text.replaceFirst(" \\([0-9a-f]{8}\\)", "") + "# newer\n"));
        assertThatThrownBy(() -> RouterFiles.write(folder, newer)).hasMessageContaining("edits in deploy.sh were kept");
    }

    @Test
    void deploysEditedConfigUnderNewName() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sha256sum")), "sha256sum is not installed");
        RouterFiles.write(folder, ONE);
        String before = createdConfigs();
        assertThat(createdConfigs()).isEqualTo(before);
        edit("haproxy.cfg");
        assertThat(createdConfigs()).isNotEqualTo(before).contains("swarm-router-cfg-");
    }

    /** Runs deploy.sh with a fake docker that has no configs yet, and returns the configs that it creates. */
    private String createdConfigs() throws Exception {
        Path docker = Files.createDirectories(folder.resolve("bin")).resolve("docker");
        Files.writeString(
                docker,
                "#!/bin/sh\n[ \"$1 $2\" = 'config create' ] && echo \"$@\" >>created\n"
                        + "[ \"$1 $2\" != 'config inspect' ] && [ \"$1 $2\" != 'service inspect' ]\n");
        assertThat(docker.toFile().setExecutable(true)).isTrue();
        Files.deleteIfExists(folder.resolve("created"));
        ProcessBuilder deploy =
                new ProcessBuilder("sh", folder.resolve("deploy.sh").toString()).inheritIO();
        deploy.environment().merge("PATH", docker.getParent() + ":", (path, own) -> own + path);
        assertThat(deploy.start().waitFor()).isZero();
        return text("created");
    }
}
