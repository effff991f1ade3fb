package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jenkins.security.FIPS140;
import org.junit.jupiter.api.Test;

/** Jenkins in FIPS 140 mode. The mode is read once per process; each test class has a process of its own. */
class FipsModeTest {
    static {
        System.setProperty(FIPS140.class.getName() + ".COMPLIANCE", "true");
    }

    private static SwarmCluster cluster(boolean plain) {
        SwarmCluster cluster = new SwarmCluster("staging", List.of("tcp://10.0.0.1:2375"));
        cluster.setAllowPlaintext(plain);
        cluster.setCredentialsId("staging");
        return cluster;
    }

    @Test
    void refusesPlainTcp() {
        assertThat(ClusterReader.problems(cluster(true)))
                .singleElement()
                .asString()
                .startsWith("cluster staging: allowPlaintext: this Jenkins runs in FIPS 140 mode");
        assertThat(ClusterReader.problems(cluster(false))).isEmpty();
    }

    @Test
    void refusesPlainHttpOfTraefik() {
        Traefik router = new Traefik();
        router.setAllowPlaintext(true);
        SwarmCluster cluster = cluster(false);
        cluster.setRouter(router);

        assertThat(ClusterReader.problems(cluster))
                .singleElement()
                .asString()
                .startsWith("cluster staging: router.traefik.allowPlaintext: this Jenkins runs in FIPS 140 mode");
    }

    @Test
    void ignoresAnEarlierSetting() {
        assertThat(ClusterReader.plaintextAllowed(cluster(true))).isFalse();
    }
}
