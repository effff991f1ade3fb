package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A replica with the right routes serves nobody if it does not reach the tasks behind them. */
class RouterUpServersTest extends RouterTestBed {
    /** The former replicas reach these servers. */
    private void runs(String applications, String... up) {
        swarm.servers = spec -> rows("UP", up);
        up(apps(applications.split(" ")));
    }

    /** Those of the changed router do not reach others. */
    private void reaches(String... up) {
        swarm.servers = spec -> rows("UP", up);
    }

    private static String rows(String status, String... servers) {
        return Arrays.stream(servers)
                .map(server -> server.replaceFirst("/", ",") + (server.contains(",") ? "" : "," + status) + ",0,0\n")
                .collect(Collectors.joining());
    }

    private void refusedForUsers(String service, RouterOrder order) {
        ServiceSpec former = swarm.spec("swarm-router");
        String other = swarm.replicas.get("n2").task().id();
        assertThatThrownBy(() -> up(order))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining(
                        "after 10 seconds, replica n1 127.0.0.1 reaches no task of " + service + ", although")
                .hasMessageContaining("compare port, check path and network of shop")
                .hasMessageContaining("the former router is restored");
        assertThat(swarm.spec("swarm-router").tree()).isEqualTo(former.tree());
        assertThat(swarm.replicas.get("n2").task().id()).as("never touched").isEqualTo(other);
    }

    @Test
    void aWrongPortOfALiveApplicationStopsIt() {
        runs("shop=8080", "be_shop_green/shop-green-1");
        route("shop.active", "green/2.0");

        swarm.servers = spec -> rows("DOWN", "be_shop_green/shop-green-1", "be_shop_blue/shop-blue-1");
        refusedForUsers("shop-green", apps("shop=9090"));
    }

    /** Its share of the users would get errors. */
    @Test
    void candidateWithShareMustBeReached() {
        runs("shop=8080,share=cookie", "be_shop_blue/shop-blue-1", "be_shop_green/shop-green-1");
        route("shop.active", "blue/1.0|green/2.0|5");

        reaches("be_shop_blue/shop-blue-1", "be_shop_green/shop-green-1,DOWN");
        refusedForUsers("shop-green", apps("shop=8080,check=/up,share=cookie"));
    }

    @Test
    void aServerThatIsNotCheckedYetIsWaitedFor() {
        runs("shop=8080", "be_shop_green/shop-green-1");
        route("shop.active", "green/2.0");

        swarm.servers = spec -> "be_shop_green,shop-green-1,UP 1/2,0,0\n";
        refusedForUsers("shop-green", apps("shop=8080,check=/up"));
    }

    @Test
    void whoeverIsNotLiveOrReachedBeforeDoesNotStopIt() {
        runs("shop=8080,host=a.lab blog=80,host=b.lab", "be_shop_green/shop-green-1");
        route("blog.active", "green/2.0");

        reaches();
        up(apps("shop=9090,host=a.lab", "blog=81,host=b.lab"));
        assertThat(swarm.spec("swarm-router").labels().get(RouterLabels.APPLICATIONS))
                .contains("shop=9090");
    }

    @Test
    void aStackFileMustNotLeaveTheLiveReleaseBehind() {
        runs("shop=8080", "be_shop_green/shop-green-1");
        route("shop.active", "green/2.0");

        reaches("be_shop_green_web:8080/shop-web-1,DOWN");
        refusedForUsers("shop-green", apps("shop=8080,service=web"));
        reaches("be_shop_green_web:8080/shop-web-1,DOWN", "be_shop_green_web:8080/shop-web-adopted-1");
        up(apps("shop=8080,service=web,adopt=shop-green"));
    }

    @Test
    void anotherServiceMayComeWithTheNextRelease() {
        runs("shop=8080,service=web", "be_shop_green_web:8080/shop-web-green-1");
        route("shop.active", "green/2.0");

        reaches("be_shop_green_web:8080/shop-web-green-1", "be_shop_green_api:9000/shop-api-green-1,DOWN");
        up(apps("shop=8080,service=web", "shop=9000,service=api,path=/api"));
        reaches("be_shop_green_web:8081/shop-web-green-1,DOWN", "be_shop_green_api:9000/shop-api-green-1");
        refusedForUsers("shop-web-green", apps("shop=8081,service=web", "shop=9000,service=api,path=/api"));
    }
}
