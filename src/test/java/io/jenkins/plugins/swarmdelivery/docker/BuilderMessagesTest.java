package io.jenkins.plugins.swarmdelivery.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuilderMessagesTest {
    private final List<String> log = new ArrayList<>();

    @Test
    void joinsPiecesOfALine() throws IOException {
        new BuilderMessages(log::add).read(stream("{\"stream\":\"Step 1\"}\n\n{\"stream\":\" : FROM x\\nStep 2\"}\n"));

        assertThat(log).containsExactly("Step 1 : FROM x", "Step 2");
    }

    @Test
    void cutsAMessageThatNeverEnds() {
        assertThatThrownBy(() -> new BuilderMessages(log::add).read(stream("{\"stream\":\"" + "a".repeat(2 << 20))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a message of more than 1048576 bytes");
    }

    @Test
    void cutsALineThatNeverEnds() throws IOException {
        new BuilderMessages(log::add)
                .read(stream("{\"stream\":\"0123456789\"}\n".repeat(5000) + "{\"stream\":\"\\nnext\"}"));

        assertThat(log).hasSize(2).last().isEqualTo("next");
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
