package io.jenkins.plugins.swarmdelivery.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWordsTest {
    @Test
    void splitsAtUnquotedBlanks() {
        assertThat(CommandWords.split(
                        "--pre-test", "  ./test  -run 'one two'\t\"three four\" fi\\ ve\n", "add --shell"))
                .containsExactly("./test", "-run", "one two", "three four", "fi ve");
    }

    @Test
    void joinsQuotedPartsOfAWordAndKeepsEmptyWords() {
        assertThat(CommandWords.split("--pre-test", "x --name='a b'\"c d\" '' \"\"", "add --shell"))
                .containsExactly("x", "--name=a bc d", "", "");
    }

    @Test
    void escapesInDoubleQuotesAsAShellDoes() {
        assertThat(CommandWords.split("--pre-test", "x \"a\\\"b\\\\c\\$d\\n\" 'a\\b' \"it's\"", "add --shell"))
                .containsExactly("x", "a\"b\\c$d\\n", "a\\b", "it's");
    }

    @Test
    void keepsShellSyntaxInSingleQuotes() {
        assertThat(CommandWords.split("--pre-test", "echo '$HOST_IP | & ; < > ( ) `'", "add --shell"))
                .containsExactly("echo", "$HOST_IP | & ; < > ( ) `");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "curl http://$HOST_IP/ ~ the $ at column 13",
                "curl \"http://$HOST_IP/\" ~ the $ at column 14",
                "a && b ~ the & at column 3",
                "a | b ~ the | at column 3",
                "a; b ~ the ; at column 2",
                "a > b ~ the > at column 3",
                "echo `date` ~ the ` at column 6"
            })
    void refusesShellSyntax(String text, String where) {
        assertThatThrownBy(() -> CommandWords.split("--pre-test", text, "add --shell"))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("--pre-test: ")
                .hasMessageContaining(where)
                .hasMessageContaining("--shell");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "a 'b ~ the single quote at column 3 is never closed",
                "a b\"c d ~ the double quote at column 4 is never closed",
                "a b\\ ~ the backslash at its end",
            })
    void refusesUnclosedQuotes(String text, String why) {
        assertThatThrownBy(() -> CommandWords.split("--post-test", text.strip(), "add --shell"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "''"})
    void refusesACommandWithoutAName(String text) {
        assertThatThrownBy(() -> CommandWords.split("--pre-test", text, "add --shell"))
                .hasMessageContaining("name the command");
    }
}
