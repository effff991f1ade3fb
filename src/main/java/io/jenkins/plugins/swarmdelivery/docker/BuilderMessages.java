package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What an engine says while it builds, pulls or pushes: one JSON object to a line. */
final class BuilderMessages {
    private final Consumer<String> log;
    private final StringBuilder unfinished = new StringBuilder();
    private final Map<String, String> layers = new HashMap<>();
    private Optional<String> error = Optional.empty();
    private Optional<String> id = Optional.empty();
    private Optional<String> digest = Optional.empty();

    BuilderMessages(Consumer<String> log) {
        this.log = log;
    }

    /** Reads to the end; what went wrong there is {@link #error}. */
    BuilderMessages read(InputStream stream) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                take(EngineJson.parse(line.getBytes(StandardCharsets.UTF_8)));
            }
        }
        if (unfinished.length() > 0) {
            text("\n");
        }
        return this;
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
        unfinished.append(piece);
        for (int end = unfinished.indexOf("\n"); end >= 0; end = unfinished.indexOf("\n")) {
            String line = unfinished.substring(0, end).stripTrailing();
            unfinished.delete(0, end + 1);
            if (!line.isEmpty()) {
                log.accept(TaskLog.printable(line));
            }
        }
    }

    /** How far a layer is comes many times a second; a line is worth only what it does. */
    private void progress(Object message, String status) {
        String layer = Json.text(message, "id").orElse("");
        if (layer.isEmpty() || !status.equals(layers.put(layer, status))) {
            log.accept(TaskLog.printable(layer.isEmpty() ? status : layer + ": " + status));
        }
    }

    /** In the engine's words; empty if all went well. */
    Optional<String> error() {
        return error;
    }

    /** Of the image that was built. */
    Optional<String> id() {
        return id;
    }

    /** Of what was pushed. */
    Optional<String> digest() {
        return digest;
    }
}
