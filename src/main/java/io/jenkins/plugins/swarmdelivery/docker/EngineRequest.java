package io.jenkins.plugins.swarmdelivery.docker;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request to a Docker Engine.
 *
 * @param method GET, POST or DELETE
 * @param path without the API version, encoded, e.g. {@code /services/abc?insertDefaults=true}
 * @param headers in addition to those of every request; their values are never shown
 * @param body JSON; null for none
 * @param limit how many bytes of the response are read
 * @param partial whether a response that is cut, too long or too slow counts up to that point
 */
record EngineRequest(String method, String path, Map<String, String> headers, String body, int limit, boolean partial) {
    /** A Swarm of ten thousand tasks responds with about 40 MB. */
    private static final int LIMIT = 64 << 20;

    static EngineRequest get(String path) {
        return new EngineRequest("GET", path, Map.of(), null, LIMIT, false);
    }

    /** @param filters Docker's filters, each with its accepted values */
    static EngineRequest list(String path, Map<String, List<String>> filters) {
        return get(path + "?filters=" + encode(EngineJson.text(filters)));
    }

    static EngineRequest post(String path, Object tree) {
        return new EngineRequest("POST", path, Map.of(), EngineJson.text(tree), LIMIT, false);
    }

    /** A request without a body. */
    static EngineRequest post(String path) {
        return new EngineRequest("POST", path, Map.of(), null, LIMIT, false);
    }

    static EngineRequest delete(String path) {
        return new EngineRequest("DELETE", path, Map.of(), null, LIMIT, false);
    }

    EngineRequest with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new EngineRequest(method, path, all, body, limit, partial);
    }

    EngineRequest partial(int atMost) {
        return new EngineRequest(method, path, headers, body, atMost, true);
    }

    /** Whether it changes nothing. */
    boolean read() {
        return method.equals("GET");
    }

    /**
     * Whether sending it twice has the same effect as sending it once, so that it may be repeated after a lost
     * response.
     */
    boolean repeatable() {
        return !method.equals("POST");
    }

    /** Encodes a text as one segment of a path or one value of a query. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        int query = path.indexOf('?');
        return method + " " + (query < 0 ? path : path.substring(0, query));
    }
}
