package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {
    private static final Map<String, String> VALUES =
            Map.of("SET", "value", "EMPTY", "", "DOLLAR", "$SET", "_x9", "under");

    private static String fill(String text, List<String> unset) {
        return Interpolation.fill(Place.of("a.yml"), text, name -> Optional.ofNullable(VALUES.get(name)), unset::add);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$SET|value",
                "${SET}|value",
                "a${SET}b$SET/c|avaluebvalue/c",
                "$$SET|$SET",
                "$${SET}|${SET}",
                "$_x9|under",
                "${SET:-d}|value",
                "${EMPTY:-d}|d",
                "${EMPTY-d}|''",
                "${NONE-d}|d",
                "${NONE:-}|''",
                "${NONE:-http://a:80/?b=c}|http://a:80/?b=c",
                "${SET:?m}|value",
                "${EMPTY?m}|''",
                "${SET:+r}|r",
                "${EMPTY:+r}|''",
                "${EMPTY+r}|r",
                "${NONE+r}|''",
                "${NONE:+r}|''",
                "${NONE:-${EMPTY:-${SET}}}|value",
                "${NONE:-a${SET}b}|avalueb",
                "${SET:+${SET}s}|values",
                "${SET:-${NONE:?never}}|value",
                "$DOLLAR|$SET",
                "${NONE:-$$5}|$5",
                "no variable|no variable",
                "{SET}|{SET}"
            })
    void everyFormOfComposeIsFilledIn(String text, String filled) {
        List<String> unset = new ArrayList<>();
        assertThat(fill(text, unset)).isEqualTo(filled);
        assertThat(unset).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$|write ${NAME} for a variable",
                "cost: $5|write ${NAME}",
                "${|write ${NAME}",
                "${SET|write ${NAME}",
                "${1A}|write ${NAME}",
                "${SET:=x}|write ${NAME}",
                "${NONE:-${SET}|write ${NAME}",
                "${NONE:?name it}|NONE has no value: name it; set it with",
                "${EMPTY:?not empty}|EMPTY has no value: not empty",
                "$SET-x|read what follows $SET differently"
            })
    void whatIsNoVariableIsRefused(String text, String part) {
        assertThatThrownBy(() -> fill(text, new ArrayList<>()))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("a.yml:1:1: ")
                .hasMessageContaining(part);
    }

    @Test
    void variablesWithoutValueAreTold() {
        List<String> unset = new ArrayList<>();
        assertThat(fill("$ONE${TWO}${NONE:-$FOUR}", unset)).isEmpty();
        assertThat(unset).containsExactly("ONE", "TWO", "FOUR");
    }

    @Test
    void nestingIsBounded() {
        assertThatThrownBy(() -> fill("${A:-".repeat(1000) + "}".repeat(1000), new ArrayList<>()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nested too deep");
    }
}
