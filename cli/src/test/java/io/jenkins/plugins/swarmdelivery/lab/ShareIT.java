package io.jenkins.plugins.swarmdelivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.router.Users;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Users who are shared between two releases by three replicas of HAProxy. */
@OnLab(cluster = "spare", app = "it-share", share = "cookie")
class ShareIT extends LabTest {
    private static final int MANY = 20_000;
    private static final int SOME = 200;

    @AfterEach
    void awaitEveryReplica() {
        Proxies.awaitAll(cluster);
    }

    private void candidateIsReady() {
        deliver("1.0").expect(0);
        deploy("2.0").expect(0);
    }

    private Cli.Outcome share(String percentage) {
        return cli("share", percentage);
    }

    private Users users(URI replica) throws IOException {
        return new Users(new InetSocketAddress(replica.getHost(), replica.getPort()), app + ".lab");
    }

    /** Which of so many users get the candidate, green, from a replica of the router. */
    private Set<Integer> onGreen(URI replica, int number) throws IOException {
        Set<Integer> green = new TreeSet<>();
        try (Users users = users(replica)) {
            for (int i = 0; i < number; i++) {
                if (users.color("Cookie: swarm-user=u" + i).equals("green")) {
                    green.add(i);
                }
            }
        }
        return green;
    }

    @Test
    void shareGrowsToTheSwitchWithoutAFailedRequest() throws IOException {
        candidateIsReady();
        try (Traffic traffic = Traffic.to(cluster, app)) {
            Set<Integer> before = Set.of();
            for (String percentage : List.of("5%", "100")) {
                share(percentage).expect(0);
                for (URI replica : cluster.replicas(app)) {
                    assertThat(onGreen(replica, SOME))
                            .as("%s at %s", replica, percentage)
                            .containsAll(before);
                }
                before = onGreen(cluster.replicas(app).get(0), SOME);
            }
            share("0%").expect(0);
            assertThat(onGreen(cluster.replicas(app).get(0), SOME)).isEmpty();
            share("30%").expect(0);
            assertThat(cli("status").expect(0).text())
                    .contains("\"share\" : 30", "\"percent\" : 30", "\"disagreements\" : [ ]");
            cli("register").expect(0);
            assertThat(traffic.endWithoutFailure()).containsExactlyInAnyOrder("blue 1.0", "green 2.0");
        }
        assertLive("green 2.0", green());
        Proxies.assertServed(cluster, app, "green 2.0");
    }

    @Test
    void rollbackTakesShareBackWithoutAFailedRequest() {
        candidateIsReady();
        try (Traffic traffic = Traffic.to(cluster, app)) {
            share("50%").expect(0);
            cli("rollback").expect(0);
            assertThat(traffic.endWithoutFailure()).contains("blue 1.0");
        }
        assertLive("blue 1.0", blue());
        assertThat(cli("share", "5%").expect(2).text()).contains("no candidate of it-share waits for its promotion");
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "share: 5 % of 20,000 users are with the candidate, and a replica of the router is killed",
            outcome = "its replacement sends each of them to the same release as before")
    void replacedReplicaSharesTheSameUsers() throws IOException {
        candidateIsReady();
        share("5%").expect(0);
        Map<String, Long> requests = requests();
        Set<Integer> green = onGreen(replica("p1"), MANY);
        assertThat(green).hasSizeBetween(MANY * 45 / 1000, MANY * 55 / 1000);
        assertThat(onGreen(replica("p2"), MANY)).isEqualTo(green);
        assertThat(requests().get("green") - requests.get("green")).isEqualTo(2L * green.size());

        Proxies.awaitAnother(cluster, "p2", Proxies.kill(cluster, "p2"));
        Await.until(
                "every replica answers", () -> cluster.router.view(app).silent().isEmpty());

        assertThat(onGreen(replica("p2"), MANY)).isEqualTo(green);
    }

    /** How many requests the replicas have counted for each color. */
    private Map<String, Long> requests() {
        return Map.of("blue", requests(Color.BLUE), "green", requests(Color.GREEN));
    }

    private long requests(Color color) {
        return cluster.router.traffic(app, color).replicas().values().stream()
                .mapToLong(counters -> counters.requests())
                .sum();
    }

    private URI replica(String node) {
        String address = Lab.LAB.property("node." + node + ".address");
        return cluster.replicas(app).stream()
                .filter(replica -> replica.getHost().equals(address))
                .findFirst()
                .orElseThrow();
    }
}
