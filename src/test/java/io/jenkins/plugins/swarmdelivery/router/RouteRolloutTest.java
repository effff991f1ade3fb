package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.RouteChange;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A change of the router on a thread of its own. */
@Timeout(60)
class RouteRolloutTest {
    private static RouteChange start(Consumer<RouterSite.Attendant> work) {
        return RouteRollout.start(Clock.systemUTC(), work);
    }

    private static void awaitEnd(RouteChange change) throws InterruptedException {
        while (change.pending().isPresent()) {
            Thread.sleep(5);
        }
    }

    @Test
    void tellsWhatItDoesUntilItIsDone() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch proven = new CountDownLatch(1);
        RouteChange change = start(attendant -> {
            attendant.say("1 replaced and proven: n1");
            told.countDown();
            await(proven);
        });
        told.await();

        assertThat(change.pending()).contains("router: 1 replaced and proven: n1");
        assertThat(change.news()).containsExactly("router: 1 replaced and proven: n1");
        assertThat(change.news()).isEmpty();
        proven.countDown();
        awaitEnd(change);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void failureIsThrownToWhoeverLooks() {
        RouteChange change = start(attendant -> {
            throw new RouterException("a replica failed");
        });

        assertThatThrownBy(() -> awaitEnd(change))
                .isInstanceOf(RouterException.class)
                .hasMessage("a replica failed");
        assertThatThrownBy(change::pending).hasMessage("a replica failed");
    }

    @Test
    void stopEndsTheWaitForAReplica() {
        RouteChange change = start(attendant -> attendant.pause(Duration.ofHours(1)));

        change.stop();

        assertThatThrownBy(() -> awaitEnd(change)).hasMessage("the delivery was stopped");
    }
}
