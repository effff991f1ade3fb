package io.jenkins.plugins.swarmdelivery.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.TestOptions;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbePathTest {
    private static DeliveryOptions ordered(String path) {
        return new TestOptions().probe(path).build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "healthz",
                "//169.254.169.254/latest/meta-data",
                "/health check",
                "/healthz#top",
                "/a\tb",
                "/a\r\nHost: other",
                "/%",
                "/%zz",
                "/a\\b",
                "/{id}",
                "/caf\u00e9",
                "/a?b#c",
                "http://other/",
                "?a",
                " "
            })
    void whatIsNoPathAndQueryIsRefused(String path) {
        assertThatThrownBy(() -> ordered(path))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("probe: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertThatThrownBy(() -> ordered("/" + "a".repeat(100_000)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/healthz",
                "/a/b//c/?q=1&r=/?",
                "/caf%C3%A9;v=1",
                "/@169.254.169.254:80/",
                "/../../x",
                "/:80"
            })
    void noPathLeadsToAnotherHost(String path) {
        for (String base : new String[] {"http://shop.lab:8080", "http://shop.lab:8080/", "https://shop.lab/base/"}) {
            URI url = Address.of(URI.create(base)).to(ordered(path).probePath()).url();

            assertThat(url.getHost()).isEqualTo("shop.lab");
            assertThat(url.getRawAuthority()).startsWith("shop.lab");
            assertThat(url.toString()).endsWith(path);
        }
    }

    @Test
    void addressesTellWhatCurlNeeds() {
        Address own = Address.of(URI.create("http://10.0.0.1:8080/"));
        Address shop = Address.named(URI.create("http://shop.lab:8080"), "10.0.0.1");
        Address six = Address.named(URI.create("http://shop.lab"), "fd00::1");

        assertThat(own.url()).hasToString("http://10.0.0.1:8080");
        assertThat(own.connectOption()).isEqualTo(":::");
        assertThat(shop.connectOption()).isEqualTo("shop.lab::10.0.0.1:");
        assertThat(six.connectOption()).isEqualTo("shop.lab::[fd00::1]:");
        assertThat(shop.to("/x").at()).isEqualTo(Optional.of("10.0.0.1"));
        assertThat(shop.to("/x")).hasToString("http://shop.lab:8080/x at 10.0.0.1");
    }
}
