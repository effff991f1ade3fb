package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.slaves.EnvironmentVariablesNodeProperty;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jenkinsci.plugins.pipeline.modeldefinition.parser.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** The examples in docs: Declarative accepts the declarative ones, and the scripted ones run to their end. */
class JenkinsfilesTest extends SharedJenkins {
    private static final Path EXAMPLES = Path.of("docs/jenkinsfiles");
    private static final Pattern BLOCK = Pattern.compile("```groovy\n(.*?)```", Pattern.DOTALL);

    private final BuildEngineInMemory engine = new BuildEngineInMemory();

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    @BeforeEach
    void begin() {
        ClusterInMemory.begin();
        SwarmDeliveryConfiguration.get()
                .setClusters(Stream.of("staging", "production", "canary", "europe", "america", "asia")
                        .map(JenkinsfilesTest::cluster)
                        .toList());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static SwarmCluster cluster(String name) {
        SwarmCluster cluster = new SwarmCluster(name, List.of("tcp://10.0.0.1:2375"));
        cluster.setAllowPlaintext(true);
        return cluster;
    }

    @Override
    protected boolean keepsAgents() {
        return true;
    }

    private static List<String> declarative() throws IOException {
        Stream<String> guide = BLOCK.matcher(Files.readString(Path.of("docs/jenkins.md")))
                .results()
                .map(found -> found.group(1));
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            List<String> examples = Stream.concat(guide, files.map(JenkinsfilesTest::text))
                    .filter(text -> text.contains("pipeline {"))
                    .toList();
            assertThat(examples).hasSizeGreaterThan(2);
            return examples;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void acceptsDeclarativeExamples() throws Exception {
        for (String example : declarative()) {
            assertThat(Converter.scriptToPipelineDef(example)).isNotNull();
            assertThatThrownBy(() -> Converter.scriptToPipelineDef(example.replace("application:", "aplication:")))
                    .hasMessageContaining("aplication");
        }
    }

    @Test
    void runsTheFirstReleaseExample() throws Exception {
        run("first-release.jenkinsfile");

        assertThat(fake.live()).isEqualTo("blue 1.1");
    }

    @Test
    void runsTheSeveralClustersExample() throws Exception {
        for (String cluster : List.of("canary", "europe", "america", "asia")) {
            FakeCluster its = new FakeCluster();
            its.deliver("1.0");
            ClusterInMemory.own.put(cluster, its);
        }

        run("several-clusters.jenkinsfile");

        ClusterInMemory.own.forEach((cluster, its) -> {
            assertThat(its.live()).as(cluster).isEqualTo("green 1.1");
            assertThat(its.history()).as(cluster).hasSize(2);
        });
    }

    /** On an agent that has only Java, with the sources that the example checks out. */
    private void run(String example) throws Exception {
        agent("docker")
                .getNodeProperties()
                .replace(new EnvironmentVariablesNodeProperty(
                        new EnvironmentVariablesNodeProperty.Entry("DOCKER_HOST", engine.address()),
                        new EnvironmentVariablesNodeProperty.Entry("PATH", "/nowhere")));
        String around = "scm = 'the sources'\ndef sh(command) { echo command }\n"
                + "def checkout(sources) {\nwriteFile file: 'Dockerfile', text: 'FROM scratch'\n"
                + "writeFile file: 'Dockerfile.test', text: 'FROM scratch'\n"
                + "writeFile file: 'service.json', text: '''" + FakeCluster.spec() + "'''\n}\n";
        jenkins.buildAndAssertSuccess(job(around + text(EXAMPLES.resolve(example))));
    }
}
