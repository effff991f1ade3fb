package io.jenkins.plugins.swarmdelivery.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerIgnoreTest {
    private static boolean excludes(String rules, String path) {
        return new DockerIgnore(rules.replace('|', '\n'), List.of("Dockerfile", ".dockerignore")).excludes(path);
    }

    @ParameterizedTest
    @CsvSource({
        "*.log, a.log, true",
        "*.log, sub/a.log, false",
        "**/*.log, a.log, true",
        "**/*.log, x/y/a.log, true",
        "node_modules, node_modules/x/y.js, true",
        "node_modules, sub/node_modules/y.js, false",
        "**/node_modules, sub/node_modules/y.js, true",
        "/abs, abs, true",
        "dir/, dir/file, true",
        "./dir/../other, other/file, true",
        "a/**/z, a/z, true",
        "a/**/z, a/b/c/z, true",
        "a/**, a/b/c, true",
        "a/**, a, false",
        "file?, file1, true",
        "file?, file12, false",
        "file[0-2], file1, true",
        "file[0-2], file3, false",
        "a.b, aXb, false",
        "'a\\*b', a*b, true",
        "'a\\*b', aXb, false",
        "# *, x, false",
        "*|!keep, keep, false",
        "*|!keep, other, true",
        "!keep|*, keep, true",
        "*|!dir/keep|dir/keep, dir/keep, true",
        "*|!dir, dir/file, false",
        "*, Dockerfile, false",
        "Dockerfile, Dockerfile, false",
        "**, .dockerignore, false",
        ".|, anything, false",
        "' spaced ', spaced, true"
    })
    void matchesAsDockerDoes(String rules, String path, boolean excluded) {
        assertThat(excludes(rules, path)).isEqualTo(excluded);
    }

    @Test
    void anExcludedFolderIsLookedIntoOnlyWhereSomethingInItIsNamed() {
        DockerIgnore ignore = new DockerIgnore("vendor\nlogs\n!vendor/keep/this\n!**/*.md", List.of("Dockerfile"));
        assertThat(ignore.looksInto("vendor")).isTrue();
        assertThat(ignore.looksInto("vendor/keep")).isTrue();
        assertThat(ignore.looksInto("vendor/other")).isFalse();
        assertThat(ignore.looksInto("logs")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "a[b"})
    void whatCannotBeUnderstoodIsRefused(String rules) {
        assertThatThrownBy(() -> excludes(rules, "a"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(".dockerignore");
    }
}
