package io.jenkins.plugins.swarmdelivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deliveries whose registry fails; {@link RegistryErrorsIT} covers builds. */
@Tag("slow")
class RegistryIT extends BuildLabTest {
    private static final long SLOW_SECONDS = 5;

    private final String image = SpareRegistry.HOST + "/spare/go-demo:" + version;

    @Test
    @Fault(
            value = "registry: down when a delivery begins",
            outcome = "refused before anything changes; delivered later",
            says = "cannot be asked for")
    void reportsAnUnreachableRegistryBeforeAnyChange() {
        try (SpareRegistry registry = new SpareRegistry(folder, 0, Optional.empty())) {
            Path clusters = pushed();
            registry.stop();
            deliver(clusters).expect(5);
            assertNothingTouched();
            registry.start();
            deliver(clusters).expect(0);
        }
        assertLive("blue " + version, blue());
    }

    @Test
    @Fault(
            value = "registry: accepts requests and does not answer",
            outcome = "refused after a deadline, before anything changes",
            says = "cannot be asked for")
    void limitsTheWaitForAHangingRegistry() {
        try (SpareRegistry registry = new SpareRegistry(folder, 0, Optional.empty())) {
            Path clusters = pushed();
            registry.freeze();
            deliver(clusters).expect(5);
            registry.thaw();
            assertNothingTouched();
        }
    }

    @Test
    @Fault(
            value = "registry: does not answer for 5 s while nodes pull",
            outcome = "the delivery waits, and the release goes live")
    void waitsForASlowRegistry() throws InterruptedException {
        try (SpareRegistry registry = new SpareRegistry(folder, 0, Optional.empty())) {
            Path clusters = pushed();
            try (CliProcess delivery = CliProcess.start(folder, clusters, arguments("deliver", options()))) {
                delivery.awaitPhase("pulling");
                registry.freeze();
                TimeUnit.SECONDS.sleep(SLOW_SECONDS);
                registry.thaw();
                delivery.expect(0);
            }
        }
        assertLive("blue " + version, blue());
    }

    @Test
    @Fault(
            value = "registry: the cluster's password is revoked",
            outcome = "a running candidate goes live; the next delivery is refused before anything changes",
            says = "does not let user deployer see")
    void reportsARevokedPasswordAndCompletesTheDelivery() {
        try (TokenServer tokens = new TokenServer(folder, SpareRegistry.host());
                SpareRegistry registry = new SpareRegistry(folder, 0, Optional.of(tokens))) {
            Path clusters = pushed();
            assertThat(registry.served("spare/go-demo", version)).isPresent();
            Cli.run(clusters, arguments("deploy", options())).expect(0);
            tokens.revoke();
            Cli.run(clusters, arguments("register")).expect(0);
            deliver(clusters).expect(2);
        }
        assertLive("blue " + version, blue());
    }

    /** The image is in the spare registry, and on no node. */
    private Path pushed() {
        Path clusters = spareClusters("deployer");
        Cli.run(clusters, older(), buildArguments(image, goDemo(), "--build-arg", "VERSION=" + version))
                .expect(0);
        return clusters;
    }

    private Cli.Outcome deliver(Path clusters) {
        return Cli.run(clusters, arguments("deliver", options()));
    }

    private String[] options() {
        return new String[] {"--image", image, "--spec", spec(), "--pre-pull"};
    }

    private void assertNothingTouched() {
        assertThat(cluster.services(app)).isEmpty();
        assertThat(cluster.ledgers.read(app)).isEmpty();
    }
}
