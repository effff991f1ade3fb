package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.RouteChanges;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A delivery brings its routes to a router of {@code router up}, and takes no request away from anybody. */
class BroughtRoutesTest extends RouterTestBed {
    private static final String ROUTER = "swarm-router";
    private static final Application BLOG = new Application("blog");

    private BroughtRoutes routes() {
        return new BroughtRoutes(site.cluster(), site.settings(), Clock.fixed(now, ZoneOffset.UTC));
    }

    /** @param route e.g. {@code shop.example.com/api web:8080 /up} */
    private static WantedRoute wanted(String route) {
        String[] words = route.split(" ");
        int slash = words[0].indexOf('/');
        String[] service = words[1].split(":");
        return new WantedRoute(
                new RouteRule(
                        service[0],
                        Integer.parseInt(service[1]),
                        words[0].substring(0, slash).replace("*", ""),
                        words[0].substring(slash)),
                words.length > 2 ? Optional.of(words[2]) : Optional.empty(),
                3);
    }

    private RouteChanges changes(Application application, String... routes) {
        return routes().changes(
                        application,
                        List.of(routes).stream().map(BroughtRoutesTest::wanted).toList());
    }

    private void bring(Application application, String... routes) {
        routes().bring(
                        application,
                        List.of(routes).stream().map(BroughtRoutesTest::wanted).toList(),
                        site.attendant());
    }

    private String applications() {
        return swarm.spec(ROUTER).labels().get(RouterLabels.APPLICATIONS);
    }

    private void problem(String message, Application application, String... routes) {
        RouteChanges changes = changes(application, routes);
        assertThat(changes.due()).isFalse();
        assertThat(changes.problems()).anySatisfy(problem -> assertThat(problem).contains(message));
    }

    @Test
    void newApplicationIsAddedWithOneReplicaAtATime() {
        up(apps("shop=8080,host=shop.example.com,sticky=cookie"));
        said.clear();

        RouteChanges changes = changes(BLOG, "blog.example.com/api api:9000 /up", "blog.example.com/ web:8080");
        assertThat(changes.routes())
                .containsExactly(
                        "new route blog.example.com/ to port 8080 of web",
                        "new route blog.example.com/api to port 9000 of api");
        assertThat(changes.steps())
                .contains(
                        "router: bring the new route blog.example.com/ to port 8080 of web; it stays, also if the"
                                + " delivery fails",
                        "router: replace the replicas of service swarm-router, one node at a time");
        bring(BLOG, "blog.example.com/api api:9000 /up", "blog.example.com/ web:8080");

        assertThat(applications())
                .isEqualTo("shop=8080,host=shop.example.com,sticky=cookie blog=8080,host=blog.example.com,service=web"
                        + " blog=9000,host=blog.example.com,path=/api,service=api,check=/up");
        assertThat(said)
                .filteredOn(line -> line.contains("replaced and proven"))
                .hasSize(2);
        assertThat(changes(BLOG, "blog.example.com/ web:8080", "blog.example.com/api api:9000 /up"))
                .isEqualTo(RouteChanges.NONE);
        assertThat(swarm.secrets).as("no certificate is made").hasSize(2);
    }

    @Test
    void severalHostsOfARouteStayTogether() {
        up(apps("shop=8080,host=shop.example.com"));

        bring(BLOG, "blog.example.com/ :80", "www.blog.example.com/ :80");

        assertThat(applications()).endsWith(" blog=80,host=blog.example.com,host=www.blog.example.com");
    }

    @Test
    void liveApplicationGetsFurtherRoutesAndKeepsItsOwn() {
        up(apps("shop=8080,host=shop.example.com,service=web,check=/up,slots=20,rate=100/10s"));
        route("shop.active", "blue/1.0");

        bring(SHOP, "shop.example.com/ web:8080", "admin.example.com/ admin:9000");

        assertThat(applications())
                .isEqualTo("shop=8080,host=shop.example.com,service=web,check=/up,slots=20,rate=100/10s"
                        + " shop=9000,host=admin.example.com,service=admin,rate=100/10s");
        assertThat(swarm.spec(ROUTER).labels()).containsEntry("swarm-delivery.shop.active", "blue/1.0");
    }

    @Test
    void furtherHostOfALiveServiceIsAdded() {
        up(apps("shop=8080,service=web"));
        route("shop.active", "blue/1.0");

        assertThat(changes(SHOP, "*/ web:8080", "shop.example.com/ web:8080").due())
                .isTrue();
    }

    @Test
    void routeThatTheFileNoLongerHasStays() {
        up(apps("shop=8080,host=shop.example.com,service=web", "shop=9000,host=api.example.com,service=api"));

        assertThat(changes(SHOP, "shop.example.com/ web:8080")).isEqualTo(RouteChanges.NONE);
        bring(SHOP, "shop.example.com/ web:8080", "new.example.com/ web:8080");

        assertThat(applications()).contains("host=api.example.com").contains("host=new.example.com");
    }

    @Test
    void applicationThatIsNotLiveMayChangeItsRoutes() {
        up(apps("shop=8080,host=shop.example.com,host=www.example.com,service=web"));

        assertThat(changes(SHOP, "shop.example.com/ web:9000").routes())
                .containsExactly("changed route shop.example.com/ to port 9000 of web instead of port 8080 of web");
        bring(SHOP, "shop.example.com/ web:9000 /up");

        assertThat(applications())
                .isEqualTo("shop=8080,host=www.example.com,service=web"
                        + " shop=9000,host=shop.example.com,service=web,check=/up");
    }

    @Test
    void applicationThatIsNotLiveMayBecomeAStack() {
        up(apps("shop=8080,host=shop.example.com"));

        bring(SHOP, "shop.example.com/ web:8080");

        assertThat(applications()).isEqualTo("shop=8080,host=shop.example.com,service=web");
    }

    @Test
    void requestsOfALiveReleaseAreNotTakenFromIt() {
        up(apps("shop=8080,host=shop.example.com,service=web,check=/up"));
        route("shop.active", "blue/1.0");

        problem(
                "these requests go to port 8080 of web now, and shop is live: its users would get errors until the"
                        + " switch; if that is meant, change the router with router up",
                SHOP,
                "shop.example.com/ web:8080",
                "shop.example.com/api api:9000");
        problem("these requests go to port 8080 of web now", SHOP, "shop.example.com/ web:9000");
        problem("its release might not have the health path /live", SHOP, "shop.example.com/ web:8080 /live");
    }

    @Test
    void requestsOfAnotherApplicationAreNotTakenFromIt() {
        up(apps("shop=8080,host=shop.example.com"));

        problem("these requests go to shop now", BLOG, "shop.example.com/blog web:8080");
        problem("these requests go to shop now", BLOG, "shop.example.com/ web:8080");
        assertThatThrownBy(() -> bring(BLOG, "shop.example.com/blog web:8080")).isInstanceOf(SwarmException.Busy.class);
        up(apps("shop=8080"));
        problem("these requests go to shop now", BLOG, "blog.example.com/ web:8080");
    }

    @Test
    void valueThatHaproxyDoesNotTakeIsAProblem() {
        up(apps("shop=8080,host=shop.example.com"));

        problem("host of blog: \"Blog.example.com\" is not valid", BLOG, "Blog.example.com/ web:8080");
        problem("both claim it", BLOG, "blog.example.com/ web:8080", "blog.example.com/ api:9000");
    }

    @Test
    void routerWithFilesOfOnesOwnIsLeftAlone() {
        assertThat(changes(BLOG, "blog.example.com/ web:8080")).as("no router").isEqualTo(RouteChanges.NONE);
        up(apps("shop=8080,host=shop.example.com"));
        swarm.changeByHand(ROUTER, spec -> without(spec, RouterLabels.APPLICATIONS));

        assertThat(changes(BLOG, "blog.example.com/ web:8080")).isEqualTo(RouteChanges.NONE);
    }

    private static ServiceSpec without(ServiceSpec spec, String label) {
        Map<String, String> labels = new HashMap<>(spec.labels());
        labels.remove(label);
        return spec.withLabels(labels);
    }

    @Test
    void knownRoutesAreNotBroughtBecauseThisVersionWritesAnotherConfiguration() {
        up(apps("shop=8080,host=shop.example.com"));
        swarm.changeByHand(ROUTER, spec -> spec.edited(tree -> tree.put("EndpointSpec", Map.of("Mode", "vip"))));

        assertThat(changes(SHOP, "shop.example.com/ :8080")).isEqualTo(RouteChanges.NONE);
    }

    @Test
    void changeThatAnotherMakesIsWaitedFor() {
        up(apps("shop=8080,host=shop.example.com"));
        kill(apps("other=80,host=other.example.com"));

        RouteChanges changes = changes(BLOG, "blog.example.com/ web:8080");
        assertThat(changes.due()).isTrue();
        assertThat(changes.steps())
                .anySatisfy(
                        step -> assertThat(step).contains("wait until the change of it that is being made has ended"));
        assertThatThrownBy(() -> bring(BLOG, "blog.example.com/ web:8080"))
                .isInstanceOf(SwarmException.Busy.class)
                .hasMessageContaining("is being changed by another router up");
    }

    /** The next look finds what the dead one has left, and finishes it. */
    @Test
    void changeOfADeadDeliveryIsFinished() {
        up(apps("shop=8080,host=shop.example.com"));
        atFirstStep(() -> {
            throw new Killed();
        });
        assertThatThrownBy(() -> bring(BLOG, "blog.example.com/ web:8080")).isInstanceOf(Killed.class);
        assertThat(changes(BLOG, "blog.example.com/ web:8080").due()).isTrue();
        now = now.plus(RouterLease.TERM).plusSeconds(1);

        assertThat(changes(BLOG, "blog.example.com/ web:8080").routes()).isEmpty();
        assertThat(changes(BLOG, "blog.example.com/ web:8080").steps())
                .anySatisfy(step -> assertThat(step).contains("finish an update that was interrupted"));
        bring(BLOG, "blog.example.com/ web:8080");

        assertThat(changes(BLOG, "blog.example.com/ web:8080")).isEqualTo(RouteChanges.NONE);
        assertThat(swarm.replicas.get("n2").haproxy().map).containsKey("blog.active");
        assertThat(RouterSpec.isHeld(swarm.spec(ROUTER))).isFalse();
    }

    @Test
    void movingStacksAreWaitedForInVainAndNothingIsChanged() {
        up(apps("shop=8080,host=shop.example.com"));
        stacks = () -> List.of("other, green 2.0 in starting");

        assertThatThrownBy(() -> bring(BLOG, "blog.example.com/ web:8080"))
                .isInstanceOf(SwarmException.Busy.class)
                .hasMessageContaining("cannot be replaced while stacks bring networks to nodes");
        assertThat(applications()).isEqualTo("shop=8080,host=shop.example.com");
    }
}
