package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses.Certainty;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two applications behind one router: each has its own addresses. */
class HaproxyAddressesTest extends HaproxyTestBed {
    private static final Application SHOP = new Application("shop");
    private static final String BOTH = "go-demo=* shop=shop.lab,www.shop.lab";

    private void hostsLabel(String hosts) {
        swarm.labels(Map.of("swarm-delivery.hosts", hosts));
    }

    private HaproxyRouter withUrls(String serviceUrl, String previewUrl) throws Exception {
        TlsMaterial tls = client.trusting(server);
        return new HaproxyRouter(
                swarm,
                new HaproxySettings(
                        "swarm-router",
                        "swarm-router",
                        HaproxySettings.Ports.DEFAULTS,
                        new HaproxySettings.Urls(Optional.ofNullable(serviceUrl), Optional.ofNullable(previewUrl)),
                        () -> tls),
                Clock.systemUTC());
    }

    private static Address node(int port) {
        return Address.of(URI.create("http://127.0.0.1" + (port == 80 ? "" : ":" + port)));
    }

    private static Address shop(int port) {
        return Address.named(URI.create("http://shop.lab" + (port == 80 ? "" : ":" + port)), "127.0.0.1");
    }

    @Test
    void applicationIsReachedByItsHostName() {
        hostsLabel(BOTH);

        Addresses addresses = router.addresses(SHOP);

        assertThat(addresses)
                .isEqualTo(
                        new Addresses(List.of(shop(80), shop(80)), List.of(shop(81), shop(81)), Certainty.NAMED, ""));
        assertThat(one.commands).as("the label is sufficient").isEmpty();
    }

    @Test
    void applicationWithoutHostNamesIsReachedByNodes() {
        hostsLabel(BOTH);

        assertThat(router.addresses(APP))
                .isEqualTo(
                        new Addresses(List.of(node(80), node(80)), List.of(node(81), node(81)), Certainty.NAMED, ""));
    }

    @Test
    void unknownApplicationHasNoAddress() {
        hostsLabel("go-demo=* other=other.lab");

        Addresses addresses = router.addresses(SHOP);

        assertThat(addresses.service()).isEmpty();
        assertThat(addresses.preview()).isEmpty();
        assertThat(addresses.certainty()).isEqualTo(Certainty.UNCLEAR);
        assertThat(addresses.remedy()).contains("router up");
    }

    @Test
    void unlabeledRouterServesItsOnlyApplication() {
        assertThat(router.addresses(APP))
                .isEqualTo(
                        new Addresses(List.of(node(80), node(80)), List.of(node(81), node(81)), Certainty.ALONE, ""));
    }

    @Test
    void unlabeledRouterOfSeveralApplicationsGivesNoAddress() {
        two.map.put("shop.active", "none");

        Addresses addresses = router.addresses(APP);

        assertThat(addresses.service()).isEmpty();
        assertThat(addresses.certainty()).isEqualTo(Certainty.UNCLEAR);
        assertThat(addresses.doubt(APP))
                .contains("other applications besides go-demo")
                .contains("router up");
    }

    @Test
    void routeLabelsRevealOtherApplicationsWithoutReplicas() throws Exception {
        one.close();
        two.close();
        swarm.labels(Map.of("swarm-delivery.go-demo.active", "blue/1.0"));
        assertThat(router.addresses(APP).certainty()).isEqualTo(Certainty.ALONE);

        swarm.labels(Map.of("swarm-delivery.go-demo.active", "blue/1.0", "swarm-delivery.shop.preview", "blue/1.0"));
        assertThat(router.addresses(APP).certainty()).isEqualTo(Certainty.UNCLEAR);
    }

    @Test
    void configuredUrlsTakePrecedence() throws Exception {
        hostsLabel(BOTH);
        HaproxyRouter named = withUrls("https://{application}.example.com/", null);

        Addresses addresses = named.addresses(SHOP);

        assertThat(addresses.service()).containsExactly(Address.of(URI.create("https://shop.example.com")));
        assertThat(addresses.preview()).containsExactly(shop(81), shop(81));
    }

    @Test
    void configuredUrlsOfUnlabeledRouterStayUnproven() throws Exception {
        one.map.put("shop.active", "none");
        HaproxyRouter named = withUrls("https://{application}.example.com", "http://{application}.preview.lab:81");

        Addresses addresses = named.addresses(SHOP);

        assertThat(addresses.preview()).containsExactly(Address.of(URI.create("http://shop.preview.lab:81")));
        assertThat(addresses.certainty()).isEqualTo(Certainty.UNNAMED);
    }

    /** A URL shared by all applications leads to one of them only. */
    @ParameterizedTest
    @CsvSource({
        "http://SHOP.lab/, shop, true",
        "http://elsewhere.lab/, shop, false",
        "http://elsewhere.lab/, go-demo, true",
        "http://www.shop.lab/, go-demo, false"
    })
    void sharedUrlAppliesOnlyToItsApplication(String url, String application, boolean counts) throws Exception {
        hostsLabel(BOTH);

        List<Address> service =
                withUrls(url, null).addresses(new Application(application)).service();

        assertThat(service.contains(Address.of(URI.create(url)))).isEqualTo(counts);
        assertThat(service).isNotEmpty();
    }

    @Test
    void applicationIsReachedByItsFirstRoute() {
        hostsLabel("shop=api:9000@shop.lab/api,web:8080@shop.lab other=*");

        assertThat(router.addresses(SHOP).service())
                .containsOnly(Address.named(URI.create("http://shop.lab/api"), "127.0.0.1"));
        assertThat(router.addresses(SHOP).preview().get(0).to("/healthz").url())
                .hasToString("http://shop.lab:81/api/healthz");
    }

    /** The longest path of the host wins, then that of all hosts. */
    @ParameterizedTest
    @CsvSource({
        "http://a.lab, shop",
        "http://a.lab/blog/, blog",
        "http://a.lab/blogs, shop",
        "http://b.lab, other",
        "http://b.lab/blog, blog"
    })
    void sharedUrlMatchesByHostAndPath(String url, String application) throws Exception {
        hostsLabel("shop=web:80@a.lab blog=a.lab/blog,b.lab/blog other=*");

        for (String each : List.of("shop", "blog", "other")) {
            List<Address> service =
                    withUrls(url, null).addresses(new Application(each)).service();
            assertThat(service.contains(Address.of(URI.create(url)))).as(each).isEqualTo(each.equals(application));
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "shop", "shop=", "shop=a b", "shop=*;other=x", "shop=web@a.lab", "shop=a.lab/%zz", "shop=a.lab/?b"
    })
    void malformedHostsLabelIsIgnored(String text) {
        assertThat(RoutedHosts.read(Map.of(RoutedHosts.LABEL, text))).isEmpty();
    }
}
