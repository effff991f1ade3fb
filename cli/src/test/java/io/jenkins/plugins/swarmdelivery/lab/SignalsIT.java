package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SIGTERM and SIGINT in every phase of a delivery. */
@OnLab(cluster = "production", app = "it-signals")
@Tag("slow")
class SignalsIT extends LabTest {
    @TempDir
    Path folder;

    static Stream<Arguments> signals() {
        return Stream.of("TERM", "INT")
                .flatMap(signal -> Stream.of(
                                "pulling",
                                "starting",
                                "converging",
                                "previewing",
                                "testing",
                                "ready",
                                "switching",
                                "proving",
                                "registering",
                                "verifying",
                                "baking",
                                "retiring")
                        .map(phase -> Arguments.of(signal, phase)));
    }

    @ParameterizedTest
    @MethodSource("signals")
    @Fault(
            value = "process: SIGTERM and SIGINT in each phase",
            outcome = "the previous state is restored; once the old release is being stopped, that is"
                    + " completed instead",
            says = "interrupted by SIG")
    void signalRestoresThePreviousState(String signal, String phase) {
        deliver("1.0").expect(0);
        boolean retiring = phase.equals("retiring");
        try (Traffic traffic = Traffic.to(cluster, app);
                CliProcess delivery = start(retiring ? "0s" : "1m")) {
            delivery.awaitPhase(phase);
            delivery.signal(signal);
            delivery.expect(retiring ? 0 : 1);
            traffic.endWithoutFailure();
        }
        assertLive(retiring ? "green 2.0" : "blue 1.0", retiring ? green() : blue());
        Proxies.assertServed(cluster, app, retiring ? "green 2.0" : "blue 1.0");
    }

    private CliProcess start(String bake) {
        List<String> options = List.of("--pre-pull", "--pre-test", "sleep 1", "--post-test", "sleep 1", "--bake", bake);
        return CliProcess.start(
                folder,
                arguments(
                        "deliver",
                        Stream.concat(Stream.of("--image", LAB.image("2.0")), options.stream())
                                .toArray(String[]::new)));
    }
}
