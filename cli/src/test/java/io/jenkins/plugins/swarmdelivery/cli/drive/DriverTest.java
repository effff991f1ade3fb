package io.jenkins.plugins.swarmdelivery.cli.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.cli.Samples;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DriverTest {
    /** Goes through the given phases, one per advance; a failure leads to FAILED. */
    private static final class ScriptedHandle implements DeliveryHandle {
        private final List<Phase> phases;
        private final List<String> calls = new ArrayList<>();
        private int at;
        private Optional<String> failure = Optional.empty();
        private Runnable onWait = () -> {};
        private RuntimeException renewal;

        ScriptedHandle(Phase... phases) {
            this.phases = List.of(phases);
        }

        @Override
        public Progress advance() {
            if (failure.isPresent()) {
                return new Progress.Failed(Samples.failed(phases.get(at), Phase.FAILED, failure.get()));
            }
            Delivery delivery = delivery();
            if (delivery.phase().resting()) {
                return new Progress.Succeeded(delivery);
            }
            onWait.run();
            at++;
            return at % 2 == 0 ? new Progress.Continue() : new Progress.Wait("2 of 3", Duration.ofMillis(1));
        }

        @Override
        public void renew() {
            calls.add("renew");
            if (renewal != null) {
                throw renewal;
            }
        }

        @Override
        public void passed() {
            calls.add("passed");
            at++;
        }

        @Override
        public void failed(String reason) {
            stopped(Delivery.Setback.FAILURE, reason);
        }

        @Override
        public void stopped(Delivery.Setback setback, String reason) {
            calls.add(setback.word());
            failure = failure.or(() -> Optional.of(reason));
        }

        @Override
        public Delivery delivery() {
            return Samples.delivery(phases.get(at));
        }
    }

    private final RecordingDisplay display = new RecordingDisplay();
    private final Interruption interruption = new Interruption();

    private Driver driver(String preTest, String postTest) {
        TestSpec tests = TestSpec.of(preTest, postTest, true, Duration.ofSeconds(20));
        return new Driver(tests, d -> Map.of("SWARM_RELEASE", "2.0"), display, interruption);
    }

    @Test
    void drivesUntilTheDeliveryRests() {
        ScriptedHandle handle = new ScriptedHandle(Phase.STARTING, Phase.CONVERGING, Phase.READY);
        assertThat(driver(null, null).drive(handle).phase()).isEqualTo(Phase.READY);
        assertThat(display.ticks).containsExactly("2 of 3");
    }

    @Test
    void runsDueTestsAndContinues() {
        ScriptedHandle handle = new ScriptedHandle(
                Phase.PREVIEWING, Phase.TESTING, Phase.SWITCHING, Phase.VERIFYING, Phase.BAKING, Phase.DONE);
        Delivery ended = driver("echo before $SWARM_RELEASE", "echo after").drive(handle);
        assertThat(ended.phase()).isEqualTo(Phase.DONE);
        assertThat(handle.calls).containsExactly("passed", "passed");
        assertThat(display.output).containsExactly("before 2.0", "after");
    }

    @Test
    void rollsBackWithStatusAndOutputOfFailedTests() {
        ScriptedHandle handle = new ScriptedHandle(Phase.TESTING);
        Delivery ended = driver("echo no user 7; exit 3", null).drive(handle);
        assertThat(ended.phase()).isEqualTo(Phase.FAILED);
        assertThat(ended.failure()).isEqualTo("tests before the switch ended with 3: no user 7");
    }

    @Test
    void rollsBackIfOrderedTestsAreNotGiven() {
        assertThat(driver("true", null)
                        .drive(new ScriptedHandle(Phase.VERIFYING))
                        .failure())
                .isEqualTo("tests after the switch were ordered, but are not given: use --post-test");
    }

    @Test
    void rollsBackOnceOnSignals() {
        ScriptedHandle handle = new ScriptedHandle(Phase.STARTING, Phase.CONVERGING, Phase.READY);
        handle.onWait = () -> {
            interruption.interrupt("SIGTERM");
            interruption.interrupt("SIGINT");
        };
        Delivery ended = driver(null, null).drive(handle);
        assertThat(ended.phase()).isEqualTo(Phase.FAILED);
        assertThat(ended.failure()).isEqualTo("interrupted by SIGTERM");
        assertThat(handle.calls).containsExactly("aborted");
        assertThat(display.warnings).containsExactly("interrupted by SIGTERM: rolling back");
    }

    @Test
    void completesRetirementBeforeHandlingASignal() {
        ScriptedHandle handle = new ScriptedHandle(Phase.BAKING, Phase.RETIRING, Phase.DONE);
        handle.onWait = () -> interruption.interrupt("SIGTERM");
        driver(null, null).drive(handle);
        assertThat(display.warnings)
                .containsExactly("interrupted by SIGTERM: the old release is being stopped, which is completed first");
    }

    @Test
    void killsTestsAndRollsBackOnSignal() throws InterruptedException {
        ScriptedHandle handle = new ScriptedHandle(Phase.TESTING);
        Thread signal = new Thread(() -> {
            display.awaitOutput("started");
            interruption.interrupt("SIGTERM");
        });
        signal.start();
        long start = System.nanoTime();
        Delivery ended = driver("echo started; sleep 90", null).drive(handle);
        signal.join();
        assertThat(ended.failure()).isEqualTo("interrupted by SIGTERM");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void stopsWhenTheLeaseIsLost() {
        ScriptedHandle handle = new ScriptedHandle(Phase.TESTING);
        handle.renewal = new LockedException(Samples.APPLICATION, "somebody broke it");
        assertThatThrownBy(() -> driver("sleep 15", null).drive(handle))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("somebody broke it");
        assertThat(handle.calls).containsExactly("renew");
    }

    @Test
    void retriesWhileAnotherHoldsTheLease() {
        AtomicInteger attempts = new AtomicInteger();
        String result = driver(null, null)
                .start(
                        () -> {
                            if (attempts.incrementAndGet() < 2) {
                                throw locked();
                            }
                            return "started";
                        },
                        Duration.ofSeconds(20));
        assertThat(result).isEqualTo("started");
        assertThat(display.infos)
                .containsExactly("waiting: go-demo is locked by bob pid 1 since 2026-03-01T12:00:00Z: deploy 1.9");
    }

    @Test
    void waitsForTheLeaseOnlyForItsPatience() {
        assertThatThrownBy(() -> driver(null, null).start(DriverTest::alwaysLocked, Duration.ZERO))
                .isInstanceOf(LockedException.class);
        interruption.interrupt("SIGINT");
        assertThatThrownBy(() -> driver(null, null).start(DriverTest::alwaysLocked, Duration.ofHours(1)))
                .isInstanceOf(LockedException.class);
    }

    private static String alwaysLocked() {
        throw locked();
    }

    private static LockedException locked() {
        Instant now = Samples.NOW;
        Lease lease = new Lease("t", "bob pid 1", "deploy 1.9", now, now.plusSeconds(60));
        return new LockedException(Samples.APPLICATION, lease.holder(), lease.expires());
    }
}
