package io.jenkins.plugins.swarmdelivery.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TaskLogTest {
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    @Test
    void joinsPiecesOfALinePerStream() {
        frame(1, "one ");
        frame(2, "error\n");
        frame(1, "two\nthree\n");
        frame(2, "unfinished");

        assertThat(TaskLog.lines(stream.toByteArray(), 10)).containsExactly("error", "one two", "three", "unfinished");
    }

    @Test
    void keepsTheLastLines() {
        frame(1, "a\nb\nc\n");

        assertThat(TaskLog.lines(stream.toByteArray(), 2)).containsExactly("b", "c");
        assertThat(TaskLog.lines(stream.toByteArray(), 0)).isEmpty();
    }

    @Test
    void readsUnframedTerminalOutput() {
        assertThat(TaskLog.lines("one\r\ntwo\r\n".getBytes(StandardCharsets.UTF_8), 10))
                .containsExactly("one", "two");
    }

    @Test
    void readsATruncatedStreamToItsEnd() {
        frame(1, "one\n");
        frame(1, "two\n");
        byte[] whole = stream.toByteArray();

        assertThat(TaskLog.lines(Arrays.copyOf(whole, whole.length - 2), 10)).containsExactly("one", "tw");
        assertThat(TaskLog.lines(Arrays.copyOf(whole, whole.length - 5), 10)).containsExactly("one");
        assertThat(TaskLog.lines(new byte[0], 10)).isEmpty();
    }

    @Test
    void removesTerminalControlSequences() {
        frame(1, "\u001b[31mred\u001b[0m \u0007bell\ttab\u001b[2J\n");

        assertThat(TaskLog.lines(stream.toByteArray(), 10)).containsExactly("red bell\ttab");
    }

    @Test
    void omitsDockersOwnMessages() {
        frame(3, "error grabbing logs\n");
        frame(1, "one\n");

        assertThat(TaskLog.lines(stream.toByteArray(), 10)).containsExactly("one");
    }

    @Property
    void neverFailsOnAnyInput(@ForAll byte[] anything) {
        assertThat(TaskLog.lines(anything, 5)).hasSizeLessThanOrEqualTo(5);
    }

    private void frame(int source, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.writeBytes(ByteBuffer.allocate(8 + bytes.length)
                .putInt(source << 24)
                .putInt(bytes.length)
                .put(bytes)
                .array());
    }
}
