package io.jenkins.plugins.swarmdelivery.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerIgnoreTest {
    private static boolean excludes(String rules, String path) {
        return new DockerIgnore(".dockerignore", rules.replace('|', '\n')).excludes(path);
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
        "**|!**/*.go|**/*_test.go|!go.mod, cmd/main.go, false",
        "**|!**/*.go|**/*_test.go|!go.mod, cmd/main_test.go, true",
        "**|!**/*.go|**/*_test.go|!go.mod, cmd/readme, true",
        "*|!src/*/main.txt, src/one/main.txt, false",
        ".|, anything, false",
        "' spaced ', spaced, true"
    })
    void matchesAsDockerDoes(String rules, String path, boolean excluded) {
        assertThat(excludes(rules, path)).isEqualTo(excluded);
    }

    @Test
    void searchesExcludedFoldersForFilesIncludedAgain() {
        DockerIgnore named = new DockerIgnore(".dockerignore", "vendor\nlogs\n!vendor/keep/this\n!vendor/all/**");
        assertThat(named.looksInto("vendor")).isTrue();
        assertThat(named.looksInto("vendor/keep")).isTrue();
        assertThat(named.looksInto("vendor/all")).isTrue();
        assertThat(named.looksInto("vendor/other")).isFalse();
        assertThat(named.looksInto("logs")).isFalse();
        DockerIgnore anywhere = new DockerIgnore(".dockerignore", "logs\n!**/*.md");
        assertThat(anywhere.looksInto("logs")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "a[b"})
    void refusesInvalidPatterns(String rules) {
        assertThatThrownBy(() -> excludes(rules, "a"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(".dockerignore");
    }
}
