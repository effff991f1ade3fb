package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.View;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas of a router with two applications, of which one is paused. */
class RouterPauseTest extends RouterTestBed {
    private static final Application BLOG = new Application("blog");
    private static final String LABEL = "swarm-delivery.shop.pause";

    @BeforeEach
    void routeTwoApplications() {
        up(apps("shop=8080,host=shop.lab,share=cookie", "blog=3000,host=blog.lab"));
    }

    private Pause pause() {
        return new RouterPause(site).pause(SHOP, "anna", Optional.of("Back at 8."));
    }

    private HaproxyRouter router() {
        return new HaproxyRouter(swarm, site.settings(), Clock.systemUTC());
    }

    private String label() {
        return swarm.spec("swarm-router").labels().getOrDefault(LABEL, "none");
    }

    private List<String> maps() {
        return swarm.replicas.values().stream()
                .map(replica -> replica.haproxy().map.get("shop.pause"))
                .toList();
    }

    private void assertPaused(Pause pause) {
        String text = PauseText.write(Optional.of(pause));
        assertThat(label()).isEqualTo(text);
        assertThat(maps()).containsExactly(text, text);
        View view = router().view(SHOP);
        assertThat(view.pause()).isEqualTo(new Pause.Seen(Optional.of(pause), List.of()));
        assertThat(router().view(BLOG).pause()).isEqualTo(Pause.Seen.NONE);
    }

    private void assertNotPaused() {
        assertThat(label()).isEqualTo("none");
        assertThat(maps()).containsExactly("none", "none");
        assertThat(router().view(SHOP).pause()).isEqualTo(Pause.Seen.NONE);
    }

    @Test
    void pauseIsInTheLabelAndOnEveryReplicaUntilItEnds() {
        Pause pause = pause();

        assertThat(pause).isEqualTo(new Pause(now.truncatedTo(ChronoUnit.SECONDS), "anna", Optional.of("Back at 8.")));
        assertPaused(pause);
        assertThat(RouterStatus.read(swarm, site.settings()).paused()).containsOnlyKeys("shop");
        assertThat(RouterStatus.read(swarm, site.settings()).well()).isTrue();
        assertThat(RouterStatus.read(swarm, site.settings()).routes()).noneMatch(route -> route.contains("pause"));

        assertThat(new RouterPause(site).unpause(SHOP)).contains(pause);
        assertNotPaused();
        assertThat(new RouterPause(site).unpause(SHOP)).isEmpty();
    }

    @Test
    void anotherMessageKeepsTheBeginning() {
        Pause first = pause();
        now = now.plusSeconds(60);

        Pause second = new RouterPause(site).pause(SHOP, "bob", Optional.empty());

        assertThat(second).isEqualTo(new Pause(first.since(), "bob", Optional.empty()));
        assertPaused(second);
    }

    @Test
    void switchShareAndRollbackKeepThePause() {
        Pause pause = pause();
        Target blue = new Target(Color.BLUE, "1.0");
        Target green = new Target(Color.GREEN, "2.0");
        for (Route route : List.of(
                new Route(Optional.of(blue), Optional.empty()),
                new Route(Optional.of(blue), Optional.of(green), Optional.of(new Share(green, 5))),
                new Route(Optional.of(green), Optional.empty()),
                new Route(Optional.of(blue), Optional.empty()),
                Route.NONE)) {
            View set = router().route(SHOP, route, Fence.NONE);
            assertThat(set.proves(route)).isTrue();
            assertThat(set.pause().durable()).contains(pause);
            assertPaused(pause);
        }
    }

    @Test
    void replacedReplicasKeepThePause() {
        Pause pause = pause();
        up(image("haproxy:3.2"));
        assertPaused(pause);
        new RouterRotation(site).run();
        assertPaused(pause);
        up(apps("shop=8080,host=shop.lab,host=www.shop.lab,share=cookie"));
        assertPaused(pause);
    }

    @Test
    void removedApplicationIsNotPausedWhenItComesBack() {
        pause();
        router().forget(SHOP);
        assertNotPaused();

        pause();
        up(without("shop"));
        assertThat(label()).isEqualTo("none");
        up(apps("shop=8080,host=shop.lab"));
        assertNotPaused();
    }

    /** Nothing but the route was ever written for it. */
    @Test
    void forgettingAnApplicationThatIsNotPausedWritesNothing() {
        swarm.steps.clear();
        router().forget(SHOP);
        assertThat(swarm.steps).isEmpty();
    }

    @Test
    void unknownApplicationIsRefused() {
        assertThatThrownBy(() -> new RouterPause(site).pause(new Application("shob"), "anna", Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the router has no application shob; did you mean shop? it has shop, blog");
        assertThatThrownBy(() -> new RouterPause(site).unpause(new Application("other")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("it has shop, blog");
    }

    @Test
    void olderReplicaWithoutTheRulesIsRefused() {
        FakeHaproxy older = swarm.replicas.get("n2").haproxy();
        older.stats.put("proc.pause", "Variable not found\n");
        older.map.remove("shop.pause");

        assertThatThrownBy(this::pause)
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("router replica n2 127.0.0.1 has no rules to pause", "run router up again");
        assertThat(label()).isEqualTo("none");
        assertThat(RouterStatus.read(swarm, site.settings()).well()).isTrue();
        assertThat(router().view(SHOP).pause()).isEqualTo(Pause.Seen.NONE);
    }

    @Test
    void olderFilesOfOnesOwnNameTheirRemedy() {
        swarm.changeByHand(
                "swarm-router",
                spec -> spec.withLabels(Map.of(RoutedHosts.LABEL, spec.labels().get(RoutedHosts.LABEL))));
        swarm.replicas.values().forEach(replica -> replica.haproxy().stats.remove("proc.pause"));

        assertThatThrownBy(this::pause).hasMessageContaining("run router init and deploy.sh again");
    }

    @Test
    void silentReplicaIsNamedAndReachedByTheNextRun() {
        FakeHaproxy silent = swarm.replicas.get("n2").haproxy();
        silent.onConnect = () -> {
            throw new IllegalStateException("out of order");
        };
        assertThatThrownBy(this::pause)
                .isInstanceOf(RouterException.class)
                .hasMessageContainingAll(
                        "the router's label is written", "replica n2 127.0.0.1: ", "run router pause again");
        assertThat(maps().get(0)).isEqualTo(label()).isNotEqualTo("none");
        silent.onConnect = () -> {};
        assertThat(router().view(SHOP).pause().differing())
                .singleElement()
                .asString()
                .contains("replica n2 127.0.0.1 does not send users the page");
        assertThat(RouterStatus.read(swarm, site.settings()).well()).isFalse();

        assertPaused(pause());

        silent.rejectsChanges = true;
        assertThatThrownBy(() -> new RouterPause(site).unpause(SHOP))
                .isInstanceOf(RouterException.class)
                .hasMessageContainingAll(
                        "replica n2 127.0.0.1 sends users the maintenance page", "router unpause again");
    }

    @Test
    void replicasAreNotPausedWhileTheyAreReplaced() {
        route("unrelated", "x");
        swarm.changeByHand("swarm-router", spec -> {
            var labels = new HashMap<>(spec.labels());
            labels.put(RouterLabels.ROLLOUT, now.plus(Duration.ofMinutes(2)).toString());
            return spec.withLabels(labels);
        });

        assertThatThrownBy(this::pause)
                .isInstanceOf(SwarmException.Busy.class)
                .hasMessageContaining("the router is being updated");
        assertThat(maps()).containsExactly("none", "none");
    }

    @Test
    void labelOfSomebodyElsesHandCanBeUnpaused() {
        route("shop.pause", "yes");
        assertThat(router().view(SHOP).pause().durable().orElseThrow().since()).isEqualTo(Instant.EPOCH);
        new RouterPause(site).unpause(SHOP);
        assertNotPaused();
    }
}
