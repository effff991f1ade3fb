package io.jenkins.plugins.swarmdelivery.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A response of a registry, or of its token server.
 *
 * @param from the address it came from, after redirects
 * @param body the complete body, within the limit
 */
record RegistryAnswer(URI from, int status, HttpHeaders headers, byte[] body) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_LENGTH = 300;

    boolean ok() {
        return status / 100 == 2;
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    List<Challenge> challenges() {
        return Challenge.parse(headers.allValues("WWW-Authenticate"));
    }

    /**
     * The body as a tree of maps, lists and plain values.
     *
     * @throws IOException if it is not JSON; the message quotes none of it, because it may contain a token
     */
    Object json() throws IOException {
        try {
            return MAPPER.readValue(body, Object.class);
        } catch (JsonProcessingException e) {
            throw new IOException("not JSON");
        }
    }

    /** The status and the registry's message, e.g. {@code 404 MANIFEST_UNKNOWN: manifest unknown}. */
    String said() {
        String text = "";
        try {
            text = Json.list(json(), "errors").stream()
                    .map(error -> Json.text(error, "code").orElse("") + ": "
                            + Json.text(error, "message").orElse(""))
                    .collect(Collectors.joining("; "));
        } catch (IOException e) {
            // An HTML page, or nothing: only the status remains.
        }
        String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
        String shortened = clean.length() <= MAX_LENGTH ? clean : clean.substring(0, MAX_LENGTH) + "…";
        return status + (shortened.isEmpty() ? "" : " " + shortened);
    }
}
