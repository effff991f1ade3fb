package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Base class of the tests on the lab: each class has an application of its own ({@link OnLab}), clean before and after.
 */
abstract class LabTest {
    static final String ONE_TASK = oneTask();

    final LabCluster cluster;
    final Application app;

    LabTest() {
        OnLab needs = getClass().getAnnotation(OnLab.class);
        cluster = LabCluster.named(needs.cluster());
        app = new Application(needs.app());
    }

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        cluster.forget(app);
    }

    /** Runs a command on this test's cluster and application, e.g. {@code cli("deliver", "--image", …)}. */
    Cli.Outcome cli(String command, String... options) {
        return Cli.run(arguments(command, options));
    }

    String[] arguments(String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command, cluster.name, app.name()));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    /** A complete delivery of a version of go-demo; {@link #spec()} is the spec of the first one. */
    Cli.Outcome deliver(String version, String... options) {
        return order("deliver", version, options);
    }

    Cli.Outcome deploy(String version, String... options) {
        return order("deploy", version, options);
    }

    private Cli.Outcome order(String command, String version, String... options) {
        List<String> all = new ArrayList<>(List.of("--image", LAB.image(version)));
        boolean first = cluster.ledgers
                .read(app)
                .flatMap(read -> read.ledger().active())
                .isEmpty();
        if (first && !List.of(options).contains("--spec")) {
            all.addAll(List.of("--spec", spec()));
        }
        all.addAll(List.of(options));
        return cli(command, all.toArray(String[]::new));
    }

    /**
     * The spec of first releases: one task, because most of a machine's load are the tasks of parallel tests, their start
     * and their health checks.
     */
    String spec() {
        return ONE_TASK;
    }

    /** The example's spec, with three tasks. */
    static String exampleSpec() {
        return LAB.project().resolve("examples/go-demo/service.json").toString();
    }

    private static String oneTask() {
        return Specs.example(Path.of(System.getProperty("java.io.tmpdir")), spec -> {
            ((ObjectNode) spec.at("/Mode/Replicated")).put("Replicas", 1);
            ((ObjectNode) spec.at("/TaskTemplate/ContainerSpec/Healthcheck"))
                    .put("Interval", Duration.ofSeconds(2).toNanos());
        });
    }

    void assertLive(String live, String... services) {
        cluster.assertLive(app, live, services);
    }

    String blue() {
        return app.name() + "-blue";
    }

    String green() {
        return app.name() + "-green";
    }
}
