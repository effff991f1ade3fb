package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules for shares are in the configuration only if an application asks for them. */
class ShareRulesTest {
    private static String cfg(String... applications) {
        return RouterInit.files(RouterSetup.of(
                        List.of(applications).stream().map(RoutedText::parse).toList()))
                .get(RouterInit.CFG);
    }

    @Test
    void applicationsWithoutShareCostNothing() {
        assertThat(cfg("shop=80,host=shop.lab", "blog=80"))
                .doesNotContain("proc.shares", "swarm-user", "txn.wish", "txn.candidate", "xxh32");
    }

    @Test
    void eachApplicationHasItsOwnMark() {
        assertThat(cfg("shop=80,host=shop.lab,share=cookie", "blog=80,host=blog.lab,share=source", "news=80"))
                .contains("    set-var proc.shares str(shop|blog)\n")
                .contains("req.cook(swarm-user) if { var(txn.candidate) -m found } { var(txn.app) -m str shop }\n")
                .contains("set-var(txn.user) src if { var(txn.candidate) -m found } { var(txn.app) -m str blog }\n")
                .doesNotContain("-m str news");
    }

    /** Otherwise, all users of a trusted proxy would be one. */
    @Test
    void addressIsThatOfTheUserBehindTrustedProxy() {
        EdgeProxies edge = new EdgeProxies(List.of(AddressRange.parse("--trusted-proxy", "10.0.0.0/8")), List.of());

        String cfg = RouterInit.configs(List.of(RoutedText.parse("shop=80,share=source")), Frontend.behind(edge))
                .get(RouterInit.CFG);

        assertThat(cfg.indexOf("set-var(txn.user) src"))
                .isGreaterThan(cfg.lastIndexOf("set-src req.hdr_ip(X-Forwarded-For,"));
        assertThat(cfg).contains("set-src req.hdr_ip(X-Forwarded-For,");
    }

    @Test
    void replicaListsWhatItCanShare() {
        Application shop = new Application("shop");
        assertThat(SharedBy.listed("proc.shares: type=str value=<shop|my_blog>\n", shop))
                .isTrue();
        assertThat(SharedBy.listed("proc.shares: type=str value=<shop|my_blog>\n", new Application("my_blog")))
                .isTrue();
        assertThat(SharedBy.listed("proc.shares: type=str value=<shop-2|my_blog>\n", shop))
                .isFalse();
        assertThat(SharedBy.listed("Variable not found.\n\n", shop)).isFalse();
    }
}
