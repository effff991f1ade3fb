package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One command at a time replaces the replicas of a router: two would make Docker take the next one unproven. */
class RouterLeaseTest extends RouterTestBed {
    private static final String ROUTER = "swarm-router";
    private static final RouterOrder BLOG = apps("blog=80,host=blog.example.com");
    private static final RouterOrder NEWS = apps("news=80,host=news.example.com");

    @BeforeEach
    void setUpRouter() {
        up(apps("shop=8080"));
    }

    @Test
    void theSecondIsRefusedWhileTheFirstIsAtWork() {
        RouterPlan planned = plan(NEWS);
        RouterPlan small = plan(constrained(apps(), "node.platform.os==linux"));
        List<ThrowingCallable> others = List.of(
                () -> plan(NEWS),
                () -> new RouterUp(site).apply(planned),
                () -> new RouterUp(site).apply(small),
                () -> new RouterRotation(site).run());
        List<Throwable> thrown = new ArrayList<>();
        atFirstStep(() -> others.forEach(other -> thrown.add(catchThrowable(other))));

        up(BLOG);

        assertThat(thrown)
                .hasSize(4)
                .allSatisfy(each -> assertThat(each)
                        .isInstanceOf(RefusedException.class)
                        .hasMessageMatching(
                                "service swarm-router is being changed by another router up or router rotate, until \\S+"
                                        + " at the latest; wait until that has ended or, if it was killed, until then, and run the command"
                                        + " again"));
        assertThat(said).contains("2 replaced and proven: n1 127.0.0.1, n2 127.0.0.1");
        assertThat(swarm.replicas.get("n2").haproxy().map)
                .containsOnlyKeys(
                        "shop.active", "shop.preview", "shop.pause", "blog.active", "blog.preview", "blog.pause");
        assertThat(swarm.spec(ROUTER).labels()).doesNotContainKeys(RouterLabels.ROLLOUT, RouterLabels.HOLDER);
    }

    @Test
    void ofTwoThatBeginAtTheSameMomentOneIsRefused() {
        List<Throwable> thrown = new ArrayList<>();
        RouterPlan planned = plan(BLOG);
        stacks = () -> {
            stacks = List::of;
            // The first has its plan, and has not taken the lease yet.
            atFirstStep(() -> {
                throw new Killed();
            });
            thrown.add(catchThrowable(() -> new RouterUp(site).apply(planned)));
            return List.of();
        };

        assertThatThrownBy(() -> up(BLOG)).isInstanceOf(RefusedException.class).hasMessageContaining("by another");
        assertThat(thrown).singleElement().isInstanceOf(Killed.class);
    }

    @Test
    void whatAKilledOneLeftIsTakenOverWhenItsLeaseHasExpired() {
        kill(BLOG);
        Instant until = RouterLabels.rollout(swarm.spec(ROUTER).labels()).orElseThrow();
        assertThat(until).isBetween(now, now.plus(RouterLease.TERM));
        assertThatThrownBy(() -> up(BLOG)).hasMessageContaining("until " + until + " at the latest");

        now = until;
        up(NEWS);

        assertThat(swarm.replicas.get("n2").haproxy().map).containsKeys("blog.active", "news.active");
        assertThat(swarm.spec(ROUTER).labels()).doesNotContainKeys(RouterLabels.ROLLOUT, RouterLabels.HOLDER);
    }

    /** Even though both want the same. */
    @Test
    void whoHasStalledChangesNothingAfterAnotherHasTakenOver() {
        atFirstStep(() -> {
            now = now.plus(RouterLease.TERM);
            said.clear();
            up(BLOG);
            said.add("taken over");
        });

        assertThatThrownBy(() -> up(BLOG))
                .isInstanceOf(SwarmException.Conflict.class)
                .hasMessageContaining("has lost its lease");
        assertThat(said).endsWith("taken over");
        assertThat(RouterSpec.isHeld(swarm.spec(ROUTER))).isFalse();
    }

    @Test
    void whatSomebodyChangesByHandMeanwhileIsNotOverwritten() {
        stacks = () -> {
            stacks = List::of;
            swarm.changeByHand(
                    ROUTER,
                    spec -> spec.edited(
                            tree -> Json.object(tree, "UpdateConfig").put("Delay", 7L)));
            return List.of();
        };

        assertThatThrownBy(() -> up(BLOG))
                .isInstanceOf(SwarmException.Conflict.class)
                .hasMessageContaining("was changed by somebody else at this moment");
        assertThat(Json.number(swarm.spec(ROUTER).tree(), "UpdateConfig", "Delay"))
                .contains(7L);
        assertThat(swarm.spec(ROUTER).labels()).doesNotContainKey(RouterLabels.ROLLOUT);
    }

    /** An earlier version of the command has no name for itself. */
    @Test
    void whoIsNotNamedIsAnother() {
        swarm.changeByHand(
                ROUTER,
                spec -> spec.withLabels(RouterLabels.with(
                        spec.labels(),
                        Map.of(RouterLabels.ROLLOUT, now.plusSeconds(60).toString()))));

        assertThatThrownBy(() -> plan(BLOG))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("by another");
    }

    /** Docker replaces the first replica, and would go on alone. */
    @Test
    void whatAWriteWithoutAnAnswerHasChangedIsRestored() {
        ServiceSpec former = swarm.spec(ROUTER);
        swarm.unanswered = spec -> RouterSpec.replaces(former, spec);

        assertThatThrownBy(() -> up(BLOG))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("no manager answers; the former router is restored");
        assertThat(swarm.spec(ROUTER).tree()).isEqualTo(former.tree());
        assertThat(swarm.replicas.get("n1").haproxy().map).doesNotContainKey("blog.active");
    }

    @Test
    void soIsThatOfALaterOne() {
        ServiceSpec former = swarm.spec(ROUTER);
        atFirstStep(() -> swarm.unanswered = spec -> true);

        assertThatThrownBy(() -> up(BLOG)).hasMessageContaining("no manager answers; the former router is restored");
        assertThat(swarm.spec(ROUTER).tree()).isEqualTo(former.tree());
    }

    @Test
    void soIsThatOfTheLastOne() {
        ServiceSpec former = swarm.spec(ROUTER);
        swarm.unanswered = spec -> RouterSpec.replaces(former, spec) && !RouterSpec.isHeld(spec);

        assertThatThrownBy(() -> up(BLOG)).hasMessageContaining("no manager answers; the former router is restored");
        assertThat(swarm.spec(ROUTER).tree()).isEqualTo(former.tree());
    }

    /** Also if it is not clear whether the service was changed at all. */
    @Test
    void nothingIsWrittenOverAnothersChangeAfterwards() {
        ServiceSpec former = swarm.spec(ROUTER);
        swarm.unanswered = spec -> {
            boolean replaces = RouterSpec.replaces(former, spec);
            if (replaces) {
                swarm.changeByHand(
                        ROUTER,
                        now -> now.edited(
                                tree -> Json.object(tree, "UpdateConfig").put("Delay", 7L)));
            }
            return replaces;
        };

        assertThatThrownBy(() -> up(BLOG))
                .hasMessageContaining("the former router could not be restored")
                .hasMessageContaining("was changed by somebody else");
        assertThat(Json.number(swarm.spec(ROUTER).tree(), "UpdateConfig", "Delay"))
                .contains(7L);
    }

    @Test
    void leaseThatWasTakenWithoutAnAnswerIsReleased() {
        ServiceSpec former = swarm.spec(ROUTER);
        swarm.unanswered = RouterSpec::isHeld;

        assertThatThrownBy(() -> up(BLOG)).isInstanceOf(SwarmException.Unavailable.class);
        assertThat(swarm.spec(ROUTER).tree()).isEqualTo(former.tree());
    }
}
