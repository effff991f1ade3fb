package io.jenkins.plugins.swarmdelivery.docker;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A container's output, read line by line as it arrives; {@link TaskLog} describes Docker's format. */
final class LiveLog {
    private static final int HEAD = 8;
    private static final byte SYSTEM_ERROR = 3;
    /** Longer lines are cut here; a container's output may be endless. */
    private static final int MAX_LINE = 64 << 10;

    private final Consumer<String> log;
    private final Map<Byte, ByteArrayOutputStream> unfinished = new LinkedHashMap<>();

    LiveLog(Consumer<String> log) {
        this.log = log;
    }

    /** Reads to the end of the stream. */
    void read(InputStream stream) throws IOException {
        byte[] head = stream.readNBytes(HEAD);
        if (head.length == HEAD && (head[0] < 0 || head[0] > SYSTEM_ERROR || head[1] != 0)) {
            take((byte) 1, head, head.length);
            plain(stream);
        }
        while (head.length == HEAD && head[1] == 0) {
            frame(head[0], ByteBuffer.wrap(head).getInt(4), stream);
            head = stream.readNBytes(HEAD);
        }
        for (ByteArrayOutputStream rest : unfinished.values()) {
            if (rest.size() > 0) {
                line(rest);
            }
        }
    }

    /** The container has a terminal: its output is not framed. */
    private void plain(InputStream stream) throws IOException {
        byte[] buffer = new byte[HEAD << 10];
        for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
            take((byte) 1, buffer, read);
        }
    }

    private void frame(byte source, int length, InputStream stream) throws IOException {
        int left = length;
        byte[] buffer = new byte[Math.max(0, Math.min(left, MAX_LINE))];
        while (left > 0) {
            int read = stream.read(buffer, 0, Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("the log was cut");
            }
            left -= read;
            take(source, buffer, read);
        }
    }

    private void take(byte source, byte[] bytes, int length) {
        ByteArrayOutputStream pieces = unfinished.computeIfAbsent(source, s -> new ByteArrayOutputStream());
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                line(pieces);
            } else if (pieces.size() < MAX_LINE) {
                pieces.write(bytes[i]);
            }
        }
    }

    private void line(ByteArrayOutputStream pieces) {
        String text = pieces.toString(StandardCharsets.UTF_8);
        pieces.reset();
        log.accept(TaskLog.printable(text));
    }
}
