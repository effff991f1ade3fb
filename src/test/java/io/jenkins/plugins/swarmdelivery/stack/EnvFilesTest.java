package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvFilesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void valuesAreReadAsComposeReadsThem() {
        Values known = new Values().put("OUTSIDE", "o", "environment");
        Map<String, String> values = EnvFiles.values("production.env", bytes("""
            # comment
            PLAIN=value
            export EXPORTED=yes
            SPACED = around
            COMMENT=value # not this
            HASH=a#b
            DOUBLE="two words\\n" # comment
            SINGLE='$PLAIN "x"'
            USES=${PLAIN}-${OUTSIDE}
            QUOTED_USE="is ${PLAIN}"
            EMPTY=
            """), known::get);
        assertThat(values)
                .containsExactly(
                        entry("PLAIN", "value"),
                        entry("EXPORTED", "yes"),
                        entry("SPACED", "around"),
                        entry("COMMENT", "value"),
                        entry("HASH", "a#b"),
                        entry("DOUBLE", "two words\n"),
                        entry("SINGLE", "$PLAIN \"x\""),
                        entry("USES", "value-o"),
                        entry("QUOTED_USE", "is value"),
                        entry("EMPTY", ""));
    }

    @Test
    void valuesThatGrowBeyondAnyUseAreRefused() {
        StringBuilder file = new StringBuilder("A0=0123456789abcdef\n");
        for (int i = 1; i <= 15; i++) {
            file.append("A" + i + "=$A" + (i - 1) + "$A" + (i - 1) + "\n");
        }
        for (int i = 0; i < 100; i++) {
            file.append("B" + i + "=$A15\n");
        }

        assertThatThrownBy(() -> EnvFiles.values("a.env", bytes(file.toString()), new Values()::get))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the values of the file exceed 4 MB together");
    }

    @Test
    void wrongLinesAreNamedButNotShown() {
        assertThatThrownBy(() -> EnvFiles.values("a.env", bytes("A=1\nhunter2 is the password\n"), new Values()::get))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("a.env:2:1: ")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> EnvFiles.values("a.env", bytes("A='hunter2\n"), new Values()::get))
                .hasMessageContaining("the quote ' is not closed")
                .hasMessageNotContaining("hunter2");
        for (String value : List.of("hunter2$5", "hunter2$B-c", "\"hunter2${\"")) {
            assertThatThrownBy(() -> EnvFiles.values("a.env", bytes("A=" + value + "\n"), new Values()::get))
                    .hasMessageStartingWith("a.env:1:1: the value is not valid; ")
                    .hasMessageNotContaining("hunter2");
        }
        assertThatThrownBy(() -> EnvFiles.ofService("b.env", bytes("A=1\n\nB C=2\n"), new Values()::get))
                .hasMessageStartingWith("b.env:3: \"B C\" is not valid; write NAME=VALUE");
    }

    @Test
    void laterValuesWinAndSayWhereFrom() {
        Values values = new Values()
                .putAll(Map.of("A", "1", "B", "1"), "environment")
                .putFile("production.env", bytes("A=2\nC=2\n"))
                .putWritten("--set", "C=3=4");
        assertThat(values.get("C")).contains("3=4");
        assertThat(values.sources())
                .containsExactly(
                        entry("A", "--env-file production.env"), entry("B", "environment"), entry("C", "--set"));
        assertThatThrownBy(() -> values.putWritten("--set", "1A=secret"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--set: \"1A\" is not valid; write NAME=VALUE")
                .hasMessageNotContaining("secret");
    }
}
