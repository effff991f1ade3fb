package io.jenkins.plugins.swarmdelivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The slow tests that {@code ./verify} leaves out must run elsewhere. */
class LeftOutTest {
    @Test
    void benchRunsEverySlowTest() throws IOException {
        String kill = Files.readString(Path.of("../src/bench/kill.py"));
        String faults = Files.readString(Path.of("../src/bench/run"));
        assertThat(faults).contains("'-Dgroups=fault | slow' -Dlab.leftOut=none");
        List<JavaMethod> slow = new ClassFileImporter()
                .importPackages("io.jenkins.plugins.swarmdelivery.lab").stream()
                        .flatMap(tests -> tests.getMethods().stream())
                        .filter(LeftOutTest::isSlow)
                        .toList();
        assertThat(slow).as("what src/bench/run has to run").hasSizeGreaterThan(20);
        assertThat(slow)
                .as(
                        "src/bench/run faults runs all but the classes that it excludes; those, src/bench/run kill must run")
                .allMatch(test -> {
                    String name = test.getOwner().getSimpleName();
                    return !faults.contains("!" + name) || kill.contains(name);
                });
    }

    private static boolean isSlow(JavaMethod method) {
        if (method.isAnnotatedWith(Cases.class)) {
            return true;
        }
        boolean tagged = hasTag(method.tryGetAnnotationOfType(Tag.class))
                || hasTag(method.getOwner().tryGetAnnotationOfType(Tag.class));
        return tagged && method.isMetaAnnotatedWith("org.junit.platform.commons.annotation.Testable");
    }

    private static boolean hasTag(java.util.Optional<Tag> tag) {
        return tag.filter(found -> found.value().equals("slow")).isPresent();
    }
}
