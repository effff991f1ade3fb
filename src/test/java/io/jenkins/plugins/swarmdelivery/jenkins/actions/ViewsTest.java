package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ViewsTest {
    /**
     * Such tags find a plugin's classes in tests, where all classes are in one loader, and not in a Jenkins, where the page
     * fails.
     */
    @Test
    void viewsNameNoClasses() throws IOException {
        List<Path> views;
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            views = files.filter(file -> file.toString().endsWith(".jelly")).toList();
        }
        assertThat(views)
                .hasSizeGreaterThan(20)
                .allSatisfy(view -> assertThat(Files.readString(view))
                        .doesNotContain("<j:new", "<j:invokeStatic", "<j:getStatic", "<j:useBean"));
    }
}
