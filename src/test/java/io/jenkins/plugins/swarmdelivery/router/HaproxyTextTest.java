package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Traffic.Counters;
import io.jenkins.plugins.swarmdelivery.engine.ports.Traffic.Times;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend.Servers;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HaproxyTextTest {
    @Test
    void parsesMap() {
        assertThat(HaproxyMap.parse("\n0x5581a0 go-demo.active green/2.0\n0x5581b0 go-demo.preview none\n\n"))
                .isEqualTo(Map.of("go-demo.active", "green/2.0", "go-demo.preview", "none"));
        assertThat(HaproxyMap.parse("Unknown map identifier. Please use #<id> or <file>.\n\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "a\nb", "a\\b", "", "ä"})
    void rejectsMapValuesThatAreNotWords(String word) {
        assertThatThrownBy(() -> HaproxyMap.set("go-demo.active", word)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HaproxyMap.set(word, "none")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "2.0-rc.1+build_7", "sha256:0123abcd", "latest"})
    void writtenRoutesReadBackUnchanged(String release) {
        Optional<Target> target = Optional.of(new Target(Color.GREEN, release));
        assertThat(RouteText.read(RouteText.write(target))).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 42, 100})
    void sharesReadBackUnchanged(int percent) {
        Target blue = new Target(Color.BLUE, "1.0-rc.1+build_7");
        Target green = new Target(Color.GREEN, "2.0");
        Route route = new Route(Optional.of(blue), Optional.of(green), Optional.of(new Share(green, percent)));

        String active = RouteText.writeActive(route);

        assertThat(active).isEqualTo("blue/1.0-rc.1+build_7|green/2.0|" + percent);
        assertThat(RouteText.read(active, "green/2.0")).isEqualTo(route);
        assertThat(HaproxyMap.set("shop.active", active)).endsWith(" shop.active " + active);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blue/1.0|green/2.0",
                "blue/1.0|green/2.0|0",
                "blue/1.0|green/2.0|101",
                "blue/1.0|green/2.0|05",
                "blue/1.0|green/2.0|5|5",
                "blue/1.0|purple/2.0|5",
                "|green/2.0|5"
            })
    void malformedShareIsAnError(String active) {
        assertThatThrownBy(() -> RouteText.read(active, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a route");
    }

    @Test
    void countersOfSeveralServicesAddUp() throws IOException {
        List<BackendName> names = List.of(
                new BackendName(new Application("shop"), Color.BLUE, "web:80", Optional.empty()),
                new BackendName(new Application("shop"), Color.BLUE, "api:80", Optional.empty()));
        String header = "# pxname,svname,econ,wretr,hrsp_5xx,req_tot,ttime,ttime_max,\n";

        Counters sum = HaproxyCounters.sum(
                names,
                header + "be_shop_blue_web:80,BACKEND,1,2,3,30,10,90,\n\n" + header
                        + "be_shop_blue_api:80,BACKEND,4,5,6,10,50,70,\n\n");

        assertThat(sum).isEqualTo(new Counters(40, 9, 5, 7, new Times(Duration.ofMillis(20), Duration.ofMillis(90))));
        assertThatThrownBy(() -> HaproxyCounters.sum(names, "No such proxy.\n\n"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> HaproxyCounters.sum(names, header + "\n\n" + header))
                .isInstanceOf(IOException.class);
    }

    @Test
    void absentAndNoneMeanNoTarget() {
        assertThat(RouteText.read(null)).isEmpty();
        assertThat(RouteText.read(RouteText.write(Optional.empty()))).isEmpty();
        assertThatThrownBy(() -> RouteText.read("green")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsUsedAndUpServersAndConnections() throws IOException {
        // Columns and states as HAProxy 2.6 writes them, shortened.
        HaproxyStats stats = HaproxyStats.parse(
                "# pxname,svname,qcur,qmax,scur,smax,status,weight,bck,check_desc,\n"
                        + "be_go-demo_green,go-demo-green-1,0,0,4,9,UP,1,0,\"Layer4 check passed, at last\",\n"
                        + "be_go-demo_green,go-demo-green-2,0,0,1,9,UP 1/2,1,0,,\n"
                        + "be_go-demo_green,go-demo-green-3,0,0,2,9,DOWN,1,0,,\n"
                        + "be_go-demo_green,go-demo-green-4,0,0,0,0,MAINT (resolution),1,0,,\n"
                        + "be_go-demo_green,nobody,0,0,1,1,no check,1,1,,\n\n",
                Set.of());

        assertThat(stats).isEqualTo(new HaproxyStats(new Servers(4, 2, 1), new Servers(0, 0, 0), 8));
        assertThat(stats.all()).isEqualTo(stats.own());
    }

    @Test
    void uncheckedServerIsReachedIfItsAddressPassesTheSameCheckElsewhere() throws IOException {
        String table = "# pxname,svname,scur,status,bck,last_chk,addr,\n"
                + "be_shop_green,shop-green-1,0,UP 1/2,0,\"none, yet\",10.0.0.5:80,\n"
                + "be_shop_green,shop-green-2,0,UP 1/2,0,,10.0.0.6:80,\n"
                + "be_shop_green,shop-green-3,0,DOWN,0,,10.0.0.7:80,\n"
                + "be_shop_green,shop-green-4,0,MAINT (resolution),0,,10.0.0.5:80,\n\n";

        assertThat(HaproxyStats.parse(table, Set.of()).own()).isEqualTo(new Servers(4, 2, 0));
        assertThat(HaproxyStats.parse(table, Set.of("10.0.0.5:80", "10.0.0.7:80"))
                        .own())
                .as("not those that fail their own check, or that Docker's DNS does not list")
                .isEqualTo(new Servers(4, 2, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "No such proxy.\n\n",
                "# pxname,svname\n",
                "# pxname,scur,status\nbe,1,UP\n",
                "# pxname,scur,status,bck\nbe,1,UP\n",
                "# pxname,scur,status,bck\nbe,many,UP,0\n",
                "# pxname,scur,status,bck\nbe,99999999999999999999,UP,0\n"
            })
    void malformedStatsTableIsAnError(String answer) {
        assertThatThrownBy(() -> HaproxyStats.parse(answer, Set.of())).isInstanceOf(IOException.class);
    }

    @Test
    void errorTruncatesInvalidRoute() {
        assertThatThrownBy(() -> RouteText.read("\u001b[2Jpurple" + "e".repeat(10_000)))
                .hasMessageStartingWith("\"[2Jpurplee")
                .message()
                .hasSizeLessThan(200);
    }
}
