package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.TestClock;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One look at a cluster: what it reads, and what it keeps if it cannot finish. */
class ClusterLookTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final FakeCluster fake = new FakeCluster();
    /** Each read of the clock advances it by one second. */
    private final TestClock clock = new TestClock(Duration.ofSeconds(1));

    private ClusterView view = ClusterView.unseen("staging");

    @BeforeEach
    void deliver() {
        fake.deliver("1.0");
        fake.copies(4);
    }

    private void look(Duration limit) {
        view = new ClusterLook(clock, limit).look(fake.engine(), view);
    }

    private long seen() {
        return view.applications().stream()
                .filter(application -> application.status().isPresent())
                .count();
    }

    @Test
    void seesEveryApplication() {
        look(LONG);

        assertThat(view.problem()).isEmpty();
        assertThat(view.seenAt()).isPresent();
        assertThat(seen()).isEqualTo(5);
        assertThat(view.application("app-3")
                        .orElseThrow()
                        .status()
                        .orElseThrow()
                        .services())
                .hasSize(1);
    }

    @Test
    void leavesOutAnApplicationRemovedMeanwhile() {
        // It asks for the time before it lists the applications, and before it looks at each.
        AtomicInteger asked = new AtomicInteger();
        Clock removing = new TestClock(Duration.ofSeconds(1)) {
            @Override
            public Instant instant() {
                if (asked.incrementAndGet() == 2) {
                    fake.forget("app-3");
                }
                return super.instant();
            }
        };

        view = new ClusterLook(removing, LONG).look(fake.engine(), view);

        assertThat(view.problem()).isEmpty();
        assertThat(view.applications())
                .extracting(ApplicationView::name)
                .containsExactly("app-1", "app-2", "app-4", "go-demo");
    }

    @Test
    void judgesLeasesByTheClustersClock() {
        fake.leaveUnfinished("2.0", Phase.CONVERGING);
        clock.pass(Duration.ofHours(1));
        look(LONG);

        ApplicationView seen = view.application("go-demo").orElseThrow();
        Instant now = clock.instant();
        assertThat(seen.held(now)).isTrue();
        assertThat(seen.held(now.plus(Lease.TERM))).isFalse();
    }

    @Test
    void keepsTheViewOfAClusterThatDoesNotRespond() {
        look(LONG);
        Instant before = view.seenAt().orElseThrow();
        fake.cutOff();

        look(LONG);

        assertThat(view.problem()).startsWith("cut before");
        assertThat(view.seenAt()).contains(before);
        assertThat(view.triedAt().orElseThrow()).isAfter(before);
        assertThat(seen()).isEqualTo(5);
    }

    @Test
    void startsWithWhatTheLastLookMissed() {
        look(Duration.ofSeconds(5));
        assertThat(view.problem()).contains("not all applications could be checked within 5 s");
        assertThat(seen()).isEqualTo(3);

        look(Duration.ofSeconds(5));
        assertThat(seen()).isEqualTo(5);
    }

    @Test
    void dropsARemovedApplication() {
        look(LONG);
        fake.forget("app-2");

        look(LONG);

        assertThat(view.application("app-2")).isEmpty();
        assertThat(seen()).isEqualTo(4);
    }
}
