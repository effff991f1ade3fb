package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.remoting.ChannelBuilder;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.swarmdelivery.jenkins.steps.BuildEngineInMemory;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that survives its controller. */
class AgentBuildTest {
    @TempDir
    Path workspace;

    private final BuildEngineInMemory engine = new BuildEngineInMemory().testsHang();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @BeforeEach
    void write() throws Exception {
        Files.writeString(workspace.resolve("Dockerfile"), "FROM scratch\n");
    }

    @AfterEach
    void close() {
        engine.close();
        threads.shutdownNow();
    }

    private BuildTask task() {
        return new BuildTask(
                new VersionSettings("127.0.0.1:1/app", "1", false, false, "", "", ""),
                new ImageSettings(
                        ".",
                        "Dockerfile",
                        "",
                        "Dockerfile",
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        "",
                        List.of(),
                        false,
                        "classic"),
                new TestSettings(
                        "container",
                        "",
                        List.of(),
                        List.of(),
                        "",
                        "reports",
                        "10m",
                        List.of(),
                        List.of(),
                        "",
                        "",
                        Map.of()),
                new Access(engine.address(), null, true, new ArrayList<>(), ""),
                Map.of());
    }

    /** Both ends of one connection. */
    private List<Channel> channels() throws Exception {
        PipedInputStream toAgent = new PipedInputStream();
        PipedInputStream toController = new PipedInputStream();
        PipedOutputStream fromController = new PipedOutputStream(toAgent);
        PipedOutputStream fromAgent = new PipedOutputStream(toController);
        // Each waits for the other's greeting, so they are created in parallel.
        Future<Channel> built = threads.submit(() -> builder("agent").build(toAgent, fromAgent));
        Channel controller = builder("controller").build(toController, fromController);
        return List.of(built.get(), controller);
    }

    private ChannelBuilder builder(String name) {
        return new ChannelBuilder(name, threads).withMode(Channel.Mode.BINARY);
    }

    @Test
    void stopsTheBuildWhenTheConnectionEnds() throws Exception {
        List<Channel> ends = channels();
        TaskListener listener = new StreamTaskListener(log, StandardCharsets.UTF_8);
        AgentBuild build = AgentBuild.begin(task(), workspace, listener, Optional.of(ends.get(0)));
        while (!log.toString(StandardCharsets.UTF_8).contains("tests run")) {
            assertThat(build.await(50)).isNotInstanceOf(BuildEvent.Ended.class);
        }
        assertThat(engine.containers()).hasSize(1);

        ends.get(1).close();

        BuildEvent said = build.await(60_000);
        while (said instanceof BuildEvent.Entered) {
            said = build.await(60_000);
        }
        assertThat(said).isInstanceOf(BuildEvent.Ended.class);
        assertThat(((BuildEvent.Ended) said).outcome().failure()).contains("the end of the connection to Jenkins");
        assertThat(engine.containers()).isEmpty();
        assertThat(engine.tags()).containsOnlyKeys("127.0.0.1:1/app:1-tests");
    }
}
