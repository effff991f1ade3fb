package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proxies in front of a router are named once, and stay named. */
class RouterUpEdgeTest extends RouterTestBed {
    private static final String ROUTER = "swarm-router";
    private static final String REPLACED = "replace the replicas of service swarm-router, one node at a time";

    private String cfg() {
        return RouterSpec.cfg(swarm, swarm.spec(ROUTER)).orElseThrow();
    }

    private EdgeProxies running() {
        return EdgeProxies.read(cfg()).orElseThrow();
    }

    private static EdgeProxies named(List<String> trusted, List<String> proxyProtocol) {
        return new EdgeProxies.Given(trusted, proxyProtocol).onto(EdgeProxies.NONE);
    }

    @Test
    void proxiesAreKeptUntilAnOptionNamesOthers() {
        up(apps("shop=8080,host=shop.example.com"));
        assertThat(running()).isEqualTo(EdgeProxies.NONE);

        assertThat(up(behind("10.0.0.5,10.1.0.0/16", "")))
                .contains("trust X-Forwarded-* headers of 10.0.0.5, 10.1.0.0/16", REPLACED);
        assertThat(up(behind("10.0.0.5,10.1.0.0/16", ""))).isEmpty();
        assertThat(up(behind("", "2001:db8::/32")))
                .contains("expect the PROXY protocol from 2001:db8::/32")
                .noneMatch(line -> line.startsWith("trust"));
        assertThat(up(apps("blog=80,host=blog.example.com"))).noneMatch(line -> line.contains("X-Forwarded"));
        assertThat(running()).isEqualTo(named(List.of("10.0.0.5", "10.1.0.0/16"), List.of("2001:db8::/32")));

        assertThat(up(behind("none", "none")))
                .contains("trust X-Forwarded-* headers of nobody", "expect the PROXY protocol from nobody");
        assertThat(running()).isEqualTo(EdgeProxies.NONE);
    }

    @Test
    void newRouterTellsWhomItTrusts() {
        RouterOrder order = behind("10.0.0.5", "");
        assertThat(plan(new RouterOrder(
                                apps("shop=8080").applications(),
                                order.service(),
                                order.published(),
                                order.secrets(),
                                order.frontend()))
                        .changes())
                .endsWith("trust X-Forwarded-* headers of 10.0.0.5");
    }

    /** It passed on what a load balancer says of users; without it, they may be redirected forever. */
    @Test
    void routerOfAnEarlierVersionIsToldOnceWhomToTrust() {
        up(apps("shop=8080"));
        earlier();

        assertThatThrownBy(() -> up(apps("blog=80,host=blog.example.com")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(
                        "--trusted-proxy: missing; the running router passes on the X-Forwarded-* headers");
        up(behind("10.0.0.5", ""));
        assertThat(running()).isEqualTo(named(List.of("10.0.0.5"), List.of()));
        assertThat(up(apps("shop=8080"))).isEmpty();

        earlier();
        up(behind("none", ""));
        assertThat(running()).isEqualTo(EdgeProxies.NONE);
    }

    @Test
    void statusTellsWhomTheRouterBelieves() {
        up(apps("shop=8080"));
        assertThat(believed()).isEqualTo(List.of("trusts X-Forwarded-* headers of nobody"));

        up(behind("10.0.0.5,10.1.0.0/16", "10.2.0.0/16"));
        assertThat(believed())
                .isEqualTo(List.of(
                        "trusts X-Forwarded-* headers of 10.0.0.5, 10.1.0.0/16",
                        "expects the PROXY protocol from 10.2.0.0/16"));

        earlier();
        assertThat(believed().get(0)).startsWith("passes on the X-Forwarded-* headers of everybody; ");
    }

    private List<String> believed() {
        return RouterStatus.read(swarm, site.settings()).frontend();
    }

    private void earlier() {
        String text = Stamp.add(cfg().replaceFirst(" \\([0-9a-f]{8}\\)", "")
                .replaceAll("(?m)^    http-request (del-header|set-header X-Forwarded).*\n", ""));
        Named config = swarm.create(
                Kind.CONFIG,
                Map.of(
                        "Name",
                        "earlier" + swarm.events.size(),
                        "Data",
                        Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        swarm.changeByHand(
                ROUTER,
                spec -> spec.edited(tree -> Json.list(tree, "TaskTemplate", "ContainerSpec", "Configs").stream()
                        .filter(each -> Json.text(each, "File", "Name")
                                .filter(RouterSpec.CFG_FILE::equals)
                                .isPresent())
                        .forEach(each -> {
                            @SuppressWarnings("unchecked")
                            Map<String, Object> reference = (Map<String, Object>) each;
                            reference.put("ConfigID", config.id());
                            reference.put("ConfigName", config.name());
                        })));
    }

    @ParameterizedTest
    @CsvSource({
        "lb.example.com, write an IP address",
        "10.0.0.256, write an IP address",
        "10.0.0, write an IP address",
        "10.0.0.0/33, write an IP address",
        "2001:db8::/129, write an IP address",
        "2001::db8::1, write an IP address",
        "10.0.0.5 10.0.0.6, write an IP address",
        "0.0.0.0/0, that is everybody",
        "::/0, that is everybody"
    })
    void whatIsNoAddressIsRefusedBeforeAnythingIsTouched(String address, String remedy) {
        up(apps("shop=8080"));
        int events = swarm.events.size();
        assertThatThrownBy(() -> up(behind(address, "")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--trusted-proxy: \"" + address + "\" is not valid; " + remedy);
        assertThatThrownBy(() -> up(behind("", address))).hasMessageContaining("--proxy-protocol: ");
        assertThat(swarm.events).hasSize(events);
    }
}
