package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever becomes of a command, the update config of the router's service is the administrator's. */
class RouterUpdateConfigTest extends RouterTestBed {
    private static final String ROUTER = "swarm-router";
    private static final RouterOrder BLOG = apps("blog=80,host=blog.example.com");
    private static final RouterOrder NEWS = apps("news=80,host=news.example.com");
    private static final Map<String, Object> MINE =
            Map.of("Parallelism", 2, "Order", "stop-first", "Delay", 7L, "MaxFailureRatio", 0.5, "Newer", "\"so\"");

    @BeforeEach
    void setUpRouter() {
        up(apps("shop=8080"));
        swarm.changeByHand(ROUTER, spec -> spec.edited(tree -> tree.put("UpdateConfig", MINE)));
    }

    private String config() {
        return Json.canonical(swarm.spec(ROUTER).tree().get("UpdateConfig"));
    }

    private void expire() {
        now = now.plus(RouterLease.TERM);
    }

    private void label(String name, String value) {
        swarm.changeByHand(ROUTER, spec -> {
            Map<String, String> labels = new HashMap<>(spec.labels());
            labels.put(name, value);
            return spec.withLabels(labels);
        });
    }

    @Test
    void itComesBackAfterAKill() {
        kill(BLOG);
        assertThat(config()).isNotEqualTo(Json.canonical(MINE));
        expire();

        up(NEWS);

        assertThat(config()).isEqualTo(Json.canonical(MINE));
        assertThat(swarm.spec(ROUTER).labels().keySet()).noneMatch(label -> label.startsWith(RouterLabels.ROLLOUT));
    }

    @Test
    void soDoesNone() {
        swarm.changeByHand(ROUTER, spec -> spec.edited(tree -> tree.remove("UpdateConfig")));
        kill(BLOG);
        expire();

        up(NEWS);

        assertThat(swarm.spec(ROUTER).tree()).doesNotContainKey("UpdateConfig");
    }

    @Test
    void itOutlivesTwoKills() {
        kill(BLOG);
        expire();
        kill(NEWS);
        expire();

        up(apps());

        assertThat(config()).isEqualTo(Json.canonical(MINE));
    }

    @Test
    void itComesBackWhenCertificatesAreRenewed() {
        kill(BLOG);
        expire();

        new RouterRotation(site).run();

        assertThat(config()).isEqualTo(Json.canonical(MINE));
    }

    /** With the administrator's update config, Docker would replace the others at once. */
    @Test
    void theSameCommandAgainReplacesOneAfterTheOther() {
        kill(BLOG);
        expire();

        assertThat(up(BLOG))
                .containsExactly(
                        "finish an update that was interrupted, and restore the former update config",
                        "replace the replicas of service swarm-router, one node at a time");

        assertThat(said).contains("2 replaced and proven: n1 127.0.0.1, n2 127.0.0.1");
        assertThat(swarm.replicas.get("n2").haproxy().map).containsKey("blog.active");
        assertThat(config()).isEqualTo(Json.canonical(MINE));
    }

    @Test
    void dockerMayNotHaveBegunAgainSinceTheLastWrite() {
        kill(BLOG);
        expire();
        swarm.untold = 1;

        assertThat(plan(BLOG).changes()).contains("replace the replicas of service swarm-router, one node at a time");
    }

    @Test
    void whatDockerHasFinishedIsNotReplacedAgain() {
        kill(BLOG);
        swarm.replaceAll();
        expire();
        List<String> tasks = tasks();

        assertThat(up(BLOG))
                .containsExactly("finish an update that was interrupted, and restore the former update config");

        assertThat(tasks()).isEqualTo(tasks);
        assertThat(config()).isEqualTo(Json.canonical(MINE));
    }

    @Test
    void aFailureAfterAKillRestoresItForOneReplicaAtATime() {
        kill(BLOG);
        expire();
        swarm.broken = "haproxy:broken";

        assertThatThrownBy(() -> up(image("haproxy:broken"))).isInstanceOf(RouterException.class);

        Map<String, Object> safe = new HashMap<>(MINE);
        safe.put("Parallelism", 1);
        assertThat(config()).isEqualTo(Json.canonical(safe));
    }

    @Test
    void whatSomebodyHasEditedBecomesTheDefault() {
        kill(BLOG);
        expire();
        for (String edited : List.of("{", "[1]", "")) {
            label(RouterLabels.UPDATE_CONFIG, edited);
            assertThat(plan(NEWS).changes())
                    .contains("finish an update that was interrupted, and set the default update config");
        }

        up(NEWS);

        assertThat(config()).contains("\"Delay\":5000000000", "\"Parallelism\":1");
    }

    private List<String> tasks() {
        return swarm.replicas.values().stream()
                .map(replica -> replica.task().id())
                .toList();
    }
}
