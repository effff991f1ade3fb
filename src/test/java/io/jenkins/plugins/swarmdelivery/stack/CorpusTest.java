package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of the corpus becomes what Docker's clients posted for it. */
class CorpusTest {
    private static final Corpus CORPUS = Corpus.ofTests();
    private static final String NEWEST = "28.2.2";
    private static final Optional<DockerCli> DOCKER = DockerCli.ofThisMachine();

    /** Cases in which an older client posts something else than newer ones, and why. */
    private static final Map<String, String> OLDER = Map.of(
            "merge-basic", "20.10 joins commands, and replicas of the first file win",
            "merge-deep", "20.10 takes numbers of the first file",
            "merge-lists", "20.10 joins volumes");

    @TempDir
    Path home;

    static Stream<String> names() throws IOException {
        return CORPUS.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void conversionEqualsWhatDockerPosted(String name) throws Exception {
        Map<String, Object> recorded = CORPUS.recorded(name);
        assertThat(recorded).containsOnlyKeys(NEWEST, "26.1.5", "20.10.24");
        check(name, recorded.get(NEWEST));
    }

    @ParameterizedTest
    @MethodSource("names")
    void olderClientsPostedTheSame(String name) throws Exception {
        if (name.startsWith("refused-") || name.startsWith("newer-")) {
            return;
        }
        for (Map.Entry<String, Object> recorded : CORPUS.recorded(name).entrySet()) {
            boolean refused = ((Map<?, ?>) recorded.getValue()).containsKey("refused");
            if (!refused && !OLDER.containsKey(name)) {
                assertThat(Corpus.withoutNews(ours(name)))
                        .as(recorded.getKey())
                        .isEqualTo(Corpus.withoutNews(recorded.getValue()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void clientOfThisMachineAgrees(String name) throws Exception {
        assumeTrue(DOCKER.isPresent(), "this machine has no Docker client");
        DockerCli docker = DOCKER.get();
        assumeTrue(docker.version().equals(NEWEST) || !name.contains("-"), "of an older client a few cases are enough");
        Object answer = CORPUS.ask(docker, name, home);
        if (docker.version().equals(NEWEST)) {
            check(name, answer);
        } else {
            assertThat(Corpus.withoutNews(ours(name))).isEqualTo(Corpus.withoutNews(answer));
        }
    }

    private static void check(String name, Object posted) throws Exception {
        boolean refused = ((Map<?, ?>) posted).containsKey("refused");
        if (name.startsWith("newer-")) {
            assertThatCode(() -> ours(name)).doesNotThrowAnyException();
        } else if (refused || name.startsWith("refused-")) {
            assertThat(refused).isTrue();
            assertThatThrownBy(() -> ours(name))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageMatching("(?s)" + name + "\\.yml:\\d+:\\d+: .*|files/none.*");
        } else {
            assertThat(ours(name)).isEqualTo(posted);
        }
    }

    /** Docker fills in nothing for a variable without value. */
    static Object ours(String name) throws IOException {
        return CORPUS.comparable(posted(stack(name)));
    }

    static Stack stack(String name) throws IOException {
        List<StackInput.Source> sources = new ArrayList<>();
        for (Path file : CORPUS.files(name)) {
            sources.add(new StackInput.Source(file.getFileName().toString(), Files.readAllBytes(file)));
        }
        Values values = new Values().putAll(CORPUS.values(), "values.env");
        return Stack.read(new StackInput(sources, new DiskFolder(CORPUS.folder()), values, Set.of(), true));
    }

    private static Map<String, List<Map<String, Object>>> posted(Stack stack) {
        StackSpecs specs = stack.specs(Corpus.STACK);
        return Map.of(
                "networks", specs.networks(),
                "configs", specs.configs(),
                "secrets", specs.secrets(),
                "services", specs.services());
    }

    @Test
    void corpusIsLarge() throws IOException {
        assertThat(names()).hasSizeGreaterThan(150);
    }
}
