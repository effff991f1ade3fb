package io.jenkins.plugins.swarmdelivery.docker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A container's output from Docker's log stream: frames of an 8-byte header (stream, 3 zeros, length) and a piece of
 * text, or, if the container has a terminal, only the text.
 */
final class TaskLog {
    private static final int HEAD = 8;
    /** Docker's own message in place of the container's output, e.g. that a node cannot be reached. */
    private static final byte SYSTEM_ERROR = 3;

    private static final int MAX_LINE = 2000;

    private TaskLog() {}

    /** The last lines, oldest first; a truncated stream counts up to its end. */
    static List<String> lines(byte[] stream, int atMost) {
        List<String> lines = new ArrayList<>();
        if (framed(stream)) {
            frames(stream, lines);
        } else {
            split(stream, lines);
        }
        return List.copyOf(lines.subList(Math.max(0, lines.size() - Math.max(0, atMost)), lines.size()));
    }

    private static boolean framed(byte[] stream) {
        return stream.length >= HEAD
                && stream[0] >= 0
                && stream[0] <= SYSTEM_ERROR
                && stream[1] == 0
                && stream[2] == 0
                && stream[3] == 0;
    }

    private static void frames(byte[] stream, List<String> lines) {
        // A frame need not end where a line does, and the frames of a container's two streams alternate.
        Map<Byte, ByteArrayOutputStream> unfinished = new LinkedHashMap<>();
        ByteBuffer frames = ByteBuffer.wrap(stream);
        while (frames.remaining() >= HEAD) {
            byte source = frames.get();
            frames.position(frames.position() + 3);
            int length = frames.getInt();
            if (length < 0) {
                break;
            }
            byte[] text = new byte[Math.min(length, frames.remaining())];
            frames.get(text);
            if (source == SYSTEM_ERROR) {
                continue;
            }
            ByteArrayOutputStream pieces = unfinished.computeIfAbsent(source, s -> new ByteArrayOutputStream());
            pieces.writeBytes(text);
            if (text.length > 0 && text[text.length - 1] == '\n') {
                split(pieces.toByteArray(), lines);
                pieces.reset();
            }
        }
        unfinished.values().forEach(rest -> split(rest.toByteArray(), lines));
    }

    private static void split(byte[] text, List<String> lines) {
        new String(text, StandardCharsets.UTF_8).lines().map(TaskLog::printable).forEach(lines::add);
    }

    /** A container's output must not move the cursor of a reader's terminal when it appears in a build log. */
    static String printable(String line) {
        String clean = line.replaceAll("\\e\\[[0-9;?]*[ -/]*[@-~]", "").replaceAll("[\\p{Cntrl}&&[^\\t]]", "");
        return clean.length() <= MAX_LINE ? clean : clean.substring(0, MAX_LINE) + "…";
    }
}
