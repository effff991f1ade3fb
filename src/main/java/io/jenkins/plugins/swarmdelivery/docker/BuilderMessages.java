package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The messages of an engine during a build, pull or push: one JSON object per line. */
final class BuilderMessages {
    /** Bounds the memory that the other end can fill with a long message, a long line or many layers. */
    private static final int MAX_MESSAGE = 1 << 20;

    private static final int MAX_LINE = 8 << 10;
    private static final int MAX_LAYERS = 10_000;

    private final Consumer<String> log;
    private final StringBuilder unfinished = new StringBuilder();
    private final Map<String, String> layers = new HashMap<>();
    private Optional<String> error = Optional.empty();
    private Optional<String> id = Optional.empty();
    private Optional<String> digest = Optional.empty();

    BuilderMessages(Consumer<String> log) {
        this.log = log;
    }

    /** Reads to the end; {@link #error} then tells what went wrong. */
    BuilderMessages read(InputStream stream) throws IOException {
        InputStream in = new BufferedInputStream(stream);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n') {
                take(line);
            } else if (line.size() > MAX_MESSAGE) {
                throw new IOException("a message of more than " + MAX_MESSAGE + " bytes");
            }
        }
        take(line);
        if (unfinished.length() > 0) {
            text("\n");
        }
        return this;
    }

    private void take(ByteArrayOutputStream line) throws IOException {
        if (!line.toString(StandardCharsets.UTF_8).isBlank()) {
            take(EngineJson.parse(line.toByteArray()));
        }
        line.reset();
    }

    private void take(Object message) {
        Json.text(message, "stream").ifPresent(this::text);
        Json.text(message, "status").ifPresent(status -> progress(message, status));
        Json.text(message, "aux", "ID").ifPresent(text -> id = Optional.of(text));
        Json.text(message, "aux", "Digest").ifPresent(text -> digest = Optional.of(text));
        Json.text(message, "errorDetail", "message")
                .or(() -> Json.text(message, "error"))
                .ifPresent(text -> error = Optional.of(text));
    }

    private void text(String piece) {
        unfinished.append(unfinished.length() > MAX_LINE ? piece.replaceFirst("^[^\n]*", "") : piece);
        for (int end = unfinished.indexOf("\n"); end >= 0; end = unfinished.indexOf("\n")) {
            String line = unfinished.substring(0, end).stripTrailing();
            unfinished.delete(0, end + 1);
            if (!line.isEmpty()) {
                log.accept(TaskLog.printable(line));
            }
        }
    }

    /** A layer's progress changes many times a second; only a change of its status is worth a line. */
    private void progress(Object message, String status) {
        String layer = Json.text(message, "id").orElse("");
        if (layers.size() > MAX_LAYERS) {
            layers.clear();
        }
        if (layer.isEmpty() || !status.equals(layers.put(layer, status))) {
            log.accept(TaskLog.printable(layer.isEmpty() ? status : layer + ": " + status));
        }
    }

    /** The engine's error message; empty if there was no error. */
    Optional<String> error() {
        return error;
    }

    /** The ID of the built image; empty if there is none. */
    Optional<String> id() {
        return id;
    }

    /** The digest of the pushed image; empty if there is none. */
    Optional<String> digest() {
        return digest;
    }
}
