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
     * Such tags find a plugin's classes in tests, where one loader has all classes, but in a real Jenkins the page
     * fails.
     */
    @Test
    void viewsReferenceNoClasses() throws IOException {
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
