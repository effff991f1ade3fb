package io.jenkins.plugins.swarmdelivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/openapi.yaml} says, and what the code of the pages says. */
class OpenapiTest {
    private static final Path ACTIONS =
            DocsTest.PROJECT.resolve("src/main/java/io/jenkins/plugins/swarmdelivery/jenkins/actions");
    private static final Path DOCUMENTS =
            DocsTest.PROJECT.resolve("src/main/java/io/jenkins/plugins/swarmdelivery/documents");

    private final Openapi openapi = Openapi.read();

    @Test
    void everyJsonPageHasAPath() {
        long pages = DocsTest.files(ACTIONS)
                .map(DocsTest::read)
                .filter(code -> code.contains("@WebMethod(name = \"json\")"))
                .count();
        // The page of an operation is below its application, or, for the router, below its cluster.
        assertThat(openapi.paths()).hasSize((int) pages + 1).allMatch(path -> path.endsWith("/json"));
    }

    @Test
    void wordsOfPathsAreThoseOfThePages() {
        String code = code(ACTIONS);
        List<String> words = openapi.paths().stream()
                .flatMap(path -> Stream.of(path.substring(1).split("/")))
                .filter(word -> !word.startsWith("{") && !word.equals("job"))
                .distinct()
                .toList();
        assertThat(words)
                .isNotEmpty()
                .allSatisfy(word -> assertThat(code).containsAnyOf("\"" + word + "\"", "/" + word + "/"));
    }

    /** Programs can rely on every field but those of an application that was never read. */
    @Test
    void everyFieldIsRequired() {
        for (String schema : openapi.objects()) {
            Set<String> sometimes = new TreeSet<>(openapi.fields(schema));
            sometimes.removeAll(openapi.required(schema));
            if (schema.equals("ApplicationPage")) {
                assertThat(openapi.required("Status")).containsAll(sometimes);
            } else {
                assertThat(sometimes).as(schema).isEmpty();
            }
        }
    }

    @Test
    void everyFieldIsInTheCode() {
        String code = code(DOCUMENTS) + code(ACTIONS);
        List<String> unknown = openapi.objects().stream()
                .flatMap(schema -> openapi.fields(schema).stream())
                .distinct()
                .filter(field -> !code.contains("\"" + field + "\""))
                .toList();
        assertThat(unknown).isEmpty();
    }

    private static String code(Path folder) {
        return DocsTest.files(folder).map(DocsTest::read).collect(Collectors.joining());
    }
}
