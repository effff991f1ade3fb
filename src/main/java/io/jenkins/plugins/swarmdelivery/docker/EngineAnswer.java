package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A response of a Docker Engine.
 *
 * @param request the request, for messages
 * @param engine which engine responded
 * @param status of the HTTP response
 * @param body the complete body
 */
@SuppressWarnings("ArrayRecordComponent") // answers are never compared
record EngineAnswer(EngineRequest request, Engine engine, int status, byte[] body) {
    private static final int MAX_MESSAGE = 500;

    /**
     * @param endpoint its address
     * @param version of the engine, e.g. {@code 20.10.24}
     * @param api the API version in use, e.g. {@code 1.41}
     */
    record Engine(String endpoint, String version, String api) {}

    boolean ok() {
        return status >= 200 && status < 300;
    }

    /** Docker's error message, on one line. */
    String message() {
        String text;
        try {
            text = Json.text(EngineJson.parse(body), "message").orElse("");
        } catch (IOException e) {
            text = new String(body, 0, Math.min(body.length, MAX_MESSAGE), StandardCharsets.UTF_8);
        }
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…";
    }

    /** @throws SwarmException.Unavailable if the response is not a JSON object: it does not come from Docker */
    @SuppressWarnings("unchecked")
    Map<String, Object> object() {
        if (tree() instanceof Map<?, ?> object) {
            return (Map<String, Object>) object;
        }
        throw DockerErrors.notDocker(this, "not a JSON object", null);
    }

    /** The objects of a list; Docker sometimes writes null for an empty list. */
    List<Object> list() {
        Object tree = tree();
        if (tree == null || tree instanceof List<?>) {
            return Json.list(tree);
        }
        throw DockerErrors.notDocker(this, "not a JSON list", null);
    }

    private Object tree() {
        try {
            return EngineJson.parse(body);
        } catch (IOException e) {
            throw DockerErrors.notDocker(this, e.getMessage(), e);
        }
    }
}
