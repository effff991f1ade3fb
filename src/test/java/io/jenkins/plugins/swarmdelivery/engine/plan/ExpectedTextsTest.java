package io.jenkins.plugins.swarmdelivery.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedTextsTest {
    private static final String PREFIX = "swarm-delivery.route.";
    private static final ExpectedTexts SHOP = ExpectedTexts.of(List.of(
            Map.of(
                    PREFIX + "port", "8080",
                    PREFIX + "host", "shop.lab, www.shop.lab",
                    PREFIX + "expect", "web",
                    PREFIX + "plain.port", "8080",
                    PREFIX + "plain.path", "/static/"),
            Map.of(
                    PREFIX + "api.port", "9000",
                    PREFIX + "api.host", "shop.lab",
                    PREFIX + "api.path", "/api",
                    PREFIX + "api.expect", "api",
                    PREFIX + "open.port", "9000",
                    PREFIX + "open.path", "/static/open",
                    PREFIX + "open.expect", "open")));

    /** As a router chooses a route: its host first, then the longest path, in whole segments. */
    @ParameterizedTest
    @CsvSource({
        "http://shop.lab:8080/healthz, web",
        "http://WWW.shop.lab/, web",
        "http://shop.lab/api/x?y=1, api",
        "http://shop.lab/apix, web",
        "http://www.shop.lab/api, web",
        "http://shop.lab, web",
        "http://other.lab/static/open/x, open",
        "https://behind.example.com/api, api",
    })
    void eachRequestMustContainTheTextOfItsRoute(String url, String text) {
        assertThat(SHOP.missing(URI.create(url), "it is " + text)).isEmpty();
        assertThat(SHOP.missing(URI.create(url), "something else").orElseThrow())
                .startsWith("without the text \"" + text + "\" of the label " + PREFIX)
                .endsWith("expect; its body begins with \"something else\"");
    }

    @Test
    void aRouteWithoutATextTakesEveryAnswer() {
        assertThat(SHOP.missing(URI.create("http://other.lab/static/x"), "")).isEmpty();
        assertThat(ExpectedTexts.of(List.of(Map.of("team", "shop"))).missing(URI.create("http://a.lab/"), ""))
                .isEmpty();
    }

    @Test
    void saysWhatCameInsteadOnOneShortLine() {
        URI url = URI.create("http://shop.lab/api");

        assertThat(SHOP.missing(url, " \n"))
                .contains("without the text \"api\" of the label " + PREFIX + "api.expect; its body is empty");
        assertThat(SHOP.missing(url, "<html>\r\n\u001b[31m <b>" + "x".repeat(5000))
                        .orElseThrow())
                .contains("begins with \"<html> [31m <b>xxx")
                .endsWith("xxx…\"")
                .hasSizeLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two\nlines", "bell\u0007", "next\u0085line", "line\u2028separator"})
    void refusesTextsThatCannotBeExpected(String text) {
        assertThat(ExpectedTexts.of(List.of(Map.of(PREFIX + "api.expect", text)))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("label swarm-delivery.route.api.expect: \"")
                .contains("is not valid; write the text that the answer contains, at most 100 characters on one line");
        assertThatThrownBy(() -> new ExpectedText(text)).hasMessageStartingWith("expect: ");
    }

    @Test
    void boundsTheLengthOfAText() {
        assertThat(ExpectedText.isValid("ü".repeat(100))).isTrue();
        assertThat(ExpectedText.isValid("x".repeat(101))).isFalse();
        assertThat(ExpectedText.isValid("it's \"ok\" \\ #1, ${HOME} 100% \uD83D\uDE00"))
                .isTrue();
        assertThat(ExpectedText.isValid("half a \uD83D")).isFalse();
        assertThat(SHOP.problems()).isEmpty();
    }
}
