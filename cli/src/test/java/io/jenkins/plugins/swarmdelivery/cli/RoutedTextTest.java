package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.RoutedApplication;
import java.util.List;
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
        assertThat(RoutedText.parse("shop=80")).isEqualTo(RoutedApplication.of(new Application("shop"), 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop", "shop=", "=80", "shop=x", "shop=80,", "shop=80,host", "shop=80,color=blue"})
    void refusesInvalidTextWithTheRemedy(String text) {
        assertThatThrownBy(() -> RoutedText.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("write NAME=PORT");
    }
}
