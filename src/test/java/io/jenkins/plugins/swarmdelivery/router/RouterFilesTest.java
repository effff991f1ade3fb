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

/** A router's configuration is its owner's to edit: edits never vanish, and they are rolled out. */
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
                folder.resolve(name), text(name).replace("timeout client 60s", "timeout client 600s") + "# mine\n");
    }

    @Test
    void filesWithoutEditsAreReplaced() throws IOException {
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
    void editsAreKeptAndTheNewFilesStandBeside() throws IOException {
        RouterFiles.write(folder, ONE);
        edit("haproxy.cfg");
        String mine = text("haproxy.cfg");

        assertThatThrownBy(() -> RouterFiles.write(folder, TWO))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(
                        "haproxy.cfg has edits", "haproxy.cfg.new, routes.map.new", "diff -u", "deploy.sh");

        assertThat(text("haproxy.cfg")).isEqualTo(mine);
        assertThat(text("routes.map")).isEqualTo(ONE.get("routes.map"));
        assertThat(text("haproxy.cfg.new")).isEqualTo(TWO.get("haproxy.cfg"));
        assertThat(text("routes.map.new")).isEqualTo(TWO.get("routes.map"));
    }

    @Test
    void editsUponTheNewestTextStayWithoutQuestion() throws IOException {
        RouterFiles.write(folder, ONE);
        edit("haproxy.cfg");
        String mine = text("haproxy.cfg");
        assertThat(RouterFiles.write(folder, ONE)).contains(folder.resolve("haproxy.cfg") + " (kept, with your edits)");
        assertThat(text("haproxy.cfg")).isEqualTo(mine);

        String merged = TWO.get("haproxy.cfg").replace("timeout client 60s", "timeout client 600s");
        Files.writeString(folder.resolve("haproxy.cfg"), merged);
        RouterFiles.write(folder, TWO);
        assertThat(text("haproxy.cfg")).isEqualTo(merged);
        assertThat(text("routes.map")).isEqualTo(TWO.get("routes.map"));
    }

    @Test
    void otherFilesOfThePersonAreEditsToo() throws IOException {
        Files.writeString(folder.resolve("haproxy.cfg"), "global\n");
        assertThatThrownBy(() -> RouterFiles.write(folder, ONE)).isInstanceOf(RefusedException.class);
        assertThat(text("haproxy.cfg")).isEqualTo("global\n");

        Files.delete(folder.resolve("haproxy.cfg"));
        RouterFiles.write(folder, ONE);
        edit("deploy.sh");
        Map<String, String> newer = new HashMap<>(ONE);
        newer.compute(
                "deploy.sh", (name, text) -> Stamp.onto(text.replaceFirst(" \\([0-9a-f]{8}\\)", "") + "# newer\n"));
        assertThatThrownBy(() -> RouterFiles.write(folder, newer)).hasMessageContaining("deploy.sh has edits");
    }

    @Test
    void editsAreRolledOutUnderANameOfTheirOwn() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sha256sum")), "no sha256sum on this machine");
        RouterFiles.write(folder, ONE);
        String before = created();
        assertThat(created()).isEqualTo(before);
        edit("haproxy.cfg");
        assertThat(created()).isNotEqualTo(before).contains("swarm-router-cfg-");
    }

    /** What deploy.sh lets a docker create that has no configs yet. */
    private String created() throws Exception {
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
