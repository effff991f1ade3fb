package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.Lease;
import io.jenkins.plugins.swarmdelivery.engine.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One look at a cluster: what it brings, and what stays where it cannot be finished. */
class ClusterLookTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final FakeCluster fake = new FakeCluster();
    private final TickingClock clock = new TickingClock();
    private ClusterView view = ClusterView.unseen("staging");

    /** With each question a second has passed. */
    private static final class TickingClock extends Clock {
        private Instant now = Instant.parse("2026-11-20T16:00:00Z");

        @Override
        public Instant instant() {
            now = now.plusSeconds(1);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

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
    void everyApplicationIsSeen() {
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
    void leasesAreJudgedByTheClustersClock() {
        fake.leaveUnfinished("2.0", Phase.CONVERGING);
        clock.now = clock.now.plus(Duration.ofHours(1));
        look(LONG);

        ApplicationView seen = view.application("go-demo").orElseThrow();
        assertThat(seen.held(clock.now)).isTrue();
        assertThat(seen.held(clock.now.plus(Lease.TERM))).isFalse();
    }

    @Test
    void clusterThatDoesNotAnswerStaysAsItWas() {
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
    void whatWasNotReachedInTimeComesFirstTheNextTime() {
        look(Duration.ofSeconds(5));
        assertThat(view.problem()).contains("not all applications could be checked within 5 s");
        assertThat(seen()).isEqualTo(3);

        look(Duration.ofSeconds(5));
        assertThat(seen()).isEqualTo(5);
    }

    @Test
    void applicationThatIsGoneIsNotShownAnyMore() {
        look(LONG);
        fake.forget("app-2");

        look(LONG);

        assertThat(view.application("app-2")).isEmpty();
        assertThat(seen()).isEqualTo(4);
    }
}
