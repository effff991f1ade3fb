package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutedTextTest {
    @Test
    void readsAllFields() {
        assertThat(RoutedText.parse("shop=8080,host=a.example,host=b.example,adopt=old_shop,check=/up?x=1,slots=20"))
                .isEqualTo(new RoutedApplication(
                        new Application("shop"),
                        8080,
                        List.of("a.example", "b.example"),
                        Optional.of("old_shop"),
                        Optional.of("/up?x=1"),
                        20));
        assertThat(RoutedText.parse("shop=9000,path=/api,service=my_api"))
                .isEqualTo(new RoutedApplication(
                        new Application("shop"),
                        List.of(new RoutedRule(
                                List.of(),
                                "/api",
                                new RoutedService("my_api", 9000, Optional.empty(), Optional.empty(), 10)))));
        assertThat(RoutedText.parse("shop=80")).isEqualTo(RoutedApplication.of(new Application("shop"), 80));
    }

    @Test
    void writesWhatItReads() {
        String web = "shop=8080,host=a.example,host=b.example,service=web,check=/up?x=1,slots=20";
        String api = "shop=9000,host=a.example,path=/api,service=api,adopt=old_api";
        RoutedApplication both = RoutedText.parse(web).and(RoutedText.parse(api));

        assertThat(RoutedText.write(both)).containsExactly(web, api);
        assertThat(RouterLabels.applications(RouterLabels.with(Map.of(), List.of(both))))
                .isEqualTo(Map.of(new Application("shop"), both));
    }

    @Test
    void shareBelongsToApplication() {
        RoutedApplication web = RoutedText.parse("shop=8080,service=web,share=cookie");
        RoutedApplication api = RoutedText.parse("shop=9000,path=/api,service=api");

        assertThat(web.shared()).contains(SharedBy.COOKIE);
        assertThat(api.and(web).shared()).contains(SharedBy.COOKIE);
        assertThat(RouterLabels.applications(RouterLabels.with(Map.of(), List.of(api.and(web)))))
                .isEqualTo(Map.of(new Application("shop"), api.and(web)));
        RoutedApplication other = RoutedText.parse("shop=9000,path=/api,service=api,share=source");
        assertThatThrownBy(() -> web.and(other))
                .hasMessageContaining("another route uses cookie; use the same value in both");
        assertThatThrownBy(() -> RoutedText.parse("shop=80,share=header"))
                .hasMessageContaining("use share=cookie for browsers");
    }

    @Test
    void rulesForUsersBelongToApplication() {
        RoutedApplication web = RoutedText.parse("shop=8080,service=web,sticky=cookie,rate=100/10s");
        RoutedApplication api = RoutedText.parse("shop=9000,path=/api,service=api,share=source");
        RoutedApplication both = web.and(api);

        assertThat(RoutedText.write(both))
                .containsExactly(
                        "shop=8080,service=web,share=source,sticky=cookie,rate=100/10s",
                        "shop=9000,path=/api,service=api,share=source,sticky=cookie,rate=100/10s");
        assertThat(RouterLabels.applications(RouterLabels.with(Map.of(), List.of(both))))
                .isEqualTo(Map.of(new Application("shop"), both));
        RoutedApplication other = RoutedText.parse("shop=9000,path=/api,service=api,rate=5/1s");
        assertThatThrownBy(() -> web.and(other))
                .hasMessageContaining("rate of shop: \"5/1s\" is not valid; another route uses 100/10s");
        assertThatThrownBy(() -> RoutedText.parse("shop=80,sticky=source")).hasMessageContaining("use sticky=cookie");
        for (String rate : List.of("100", "0/1s", "1/0s", "100/10", "100/10m", "99999999/1s", "-1/1s")) {
            assertThatThrownBy(() -> RoutedText.parse("shop=80,rate=" + rate))
                    .as(rate)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("rate=100/10s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop", "shop=", "=80", "shop=x", "shop=80,", "shop=80,host", "shop=80,color=blue"})
    void refusesInvalidTextWithTheRemedy(String text) {
        assertThatThrownBy(() -> RoutedText.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("write NAME=PORT");
    }

    @Test
    void expectedTextBelongsToCheck() {
        String text = "shop=8080,check=/up,expect=it's%20%22ok%22%2C%20100%25+";
        RoutedApplication shop = RoutedText.parse(text);

        assertThat(shop.services().get(0).check())
                .contains(new RoutedCheck("/up", Optional.of(new ExpectedText("it's \"ok\", 100%+"))));
        assertThat(RoutedText.write(shop)).containsExactly("shop=8080,check=/up,expect=it's%20\"ok\"%2C%20100%25+");
        assertThat(RouterLabels.applications(RouterLabels.with(Map.of(), List.of(shop))))
                .isEqualTo(Map.of(new Application("shop"), shop));
        assertThatThrownBy(() -> RoutedText.parse("shop=8080,expect=ok"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("expect is the text of the answer to HAProxy's check; add check=PATH");
        RoutedApplication other = RoutedText.parse("shop=8080,path=/x,check=/up");
        assertThatThrownBy(() -> shop.and(other))
                .hasMessageContaining("another route to this service uses /up with the text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%zz", "a%0Ab", "%20", "%00"})
    void refusesTextsThatNoConfigurationMayHave(String expect) {
        assertThatThrownBy(() -> RoutedText.parse("shop=8080,check=/up,expect=" + expect))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("expect: write the text that the answer contains, at most 100 characters")
                .hasMessageContaining("a blank as %20");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"path=/a,path=/b", "service=web,service=api", "rate=1/1s,rate=2/1s", "share=cookie,share=cookie"
            })
    void refusesRepeatedSetting(String settings) {
        assertThatThrownBy(() -> RoutedText.parse("shop=80," + settings))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("write " + settings.substring(0, settings.indexOf('=')) + "= once");
    }
}
