package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * When a network comes to a node or leaves it, Docker replaces an outdated replica there at once: so there is none before
 * the stacks of the cluster stand still.
 */
class RouterUpStacksTest extends RouterTestBed {
    private static final String ROUTER = "swarm-router";
    private static final String STARTING = "shop, green 2.0 in starting (anna since 2026-11-30T15:00:00Z: deliver)";
    private static final RouterOrder BLOG = apps("blog=80,host=blog.example.com");

    /** What moves, one answer after the other; nothing once they are used up. */
    private final Deque<List<String>> answers = new ArrayDeque<>();
    /** Whether deliveries were asked to wait when stacks were looked for. */
    private final List<Boolean> announced = new ArrayList<>();

    @BeforeEach
    void setUpRouter() {
        up(apps("shop=8080"));
        said.clear();
        Map<String, String> tasks = tasks();
        stacks = () -> {
            assertThat(tasks()).as("no replica is replaced yet").isEqualTo(tasks);
            announced.add(swarm.spec(ROUTER).labels().containsKey(RouterLabels.ROLLOUT));
            return answers.isEmpty() ? List.of() : answers.poll();
        };
    }

    private Map<String, String> tasks() {
        Map<String, String> tasks = new TreeMap<>();
        swarm.replicas.forEach((node, replica) -> tasks.put(node, replica.task().id()));
        return tasks;
    }

    @Test
    void theStackThatIsStartedComesFirst() {
        answers.addAll(List.of(List.of(STARTING), List.of(STARTING), List.of()));

        up(BLOG);

        assertThat(announced).containsExactly(false, false, false, true);
        assertThat(said)
                .filteredOn(line -> line.startsWith("waiting"))
                .containsExactly("waiting for stacks, which bring networks to nodes or take them away: " + STARTING);
        assertThat(swarm.replicas.get("n2").haproxy().map).containsKey("blog.active");
        assertThat(swarm.spec(ROUTER).labels()).doesNotContainKey(RouterLabels.ROLLOUT);
    }

    /** It had looked whether it may go on before deliveries were asked to wait. */
    @Test
    void soDoesOneThatBeginsAtTheSameMoment() {
        answers.addAll(List.of(List.of(), List.of(STARTING), List.of(STARTING)));

        up(BLOG);

        assertThat(announced).containsExactly(false, true, false, false, true);
        assertThat(swarm.replicas.get("n2").haproxy().map).containsKey("blog.active");
    }

    @Test
    void afterThreeMinutesItIsRefusedAndNothingWasTouched() {
        stacks = () -> List.of(STARTING);
        int events = swarm.events.size();

        assertThatThrownBy(() -> up(BLOG))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "replicas of service swarm-router cannot be replaced while stacks bring networks to nodes or"
                                + " take them away, because Docker would replace those there at once: " + STARTING
                                + "; wait until that has ended, see status, then run the command again");
        assertThat(swarm.events).hasSize(events);
    }

    @Test
    void certificatesAreRenewedAfterwardsToo() throws IOException {
        String client = Files.readString(files.certificate());
        stacks = () -> List.of(STARTING);

        assertThatThrownBy(() -> new RouterRotation(site).run()).isInstanceOf(RefusedException.class);
        assertThat(files.certificate()).hasContent(client);
    }

    @Test
    void deliveriesDoNotWaitForACommandThatEndsBeforeItBegins() {
        stacks = () -> {
            if (swarm.spec(ROUTER).labels().containsKey(RouterLabels.ROLLOUT)) {
                throw new SwarmException.Unavailable("no manager answers", null);
            }
            return List.of();
        };

        assertThatThrownBy(() -> up(BLOG)).isInstanceOf(SwarmException.Unavailable.class);
        assertThat(swarm.spec(ROUTER).labels()).doesNotContainKey(RouterLabels.ROLLOUT);
    }

    @Test
    void aChangeThatReplacesNothingWaitsForNobody() {
        stacks = () -> List.of(STARTING);

        up(constrained(apps(), "node.platform.os==linux"));
        swarm.remove(swarm.service(ROUTER).orElseThrow().id());
        up(apps("shop=8080"));
    }

    /** Perhaps by the very delivery that was waited for. */
    @Test
    void applicationThatHasBecomeLiveMeanwhileIsNotRemoved() {
        stacks = List::of;
        up(BLOG);
        stacks = () -> {
            stacks = List::of;
            route("blog.active", "green/1.0");
            return List.of(STARTING);
        };

        assertThatThrownBy(() -> up(without("blog")))
                .isInstanceOf(RefusedException.class)
                .hasMessage("router up --without: blog has become live meanwhile, and its users would be cut off;"
                        + " nothing was changed");
        assertThat(swarm.replicas.get("n1").haproxy().map).containsKey("blog.active");
        assertThat(swarm.spec(ROUTER).labels()).doesNotContainKey(RouterLabels.ROLLOUT);

        up(without("blog", RouterOrder.Loss.USERS));
        assertThat(swarm.replicas.get("n2").haproxy().map).doesNotContainKey("blog.active");
    }

    @Test
    void shareThatHasBegunMeanwhileIsNotEnded() {
        stacks = List::of;
        up(apps("shop=8080,share=cookie"));
        stacks = () -> {
            stacks = List::of;
            route("shop.active", "blue/1.0|green/2.0|5");
            return List.of(STARTING);
        };

        assertThatThrownBy(() -> up(apps("shop=8080")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("two releases share its users now");
        assertThat(swarm.spec(ROUTER).labels()).doesNotContainKey(RouterLabels.ROLLOUT);
    }
}
