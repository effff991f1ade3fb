package io.jenkins.plugins.swarmdelivery.docker;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is asked of a Docker Engine.
 *
 * @param method GET, POST or DELETE
 * @param path without the API version, encoded, e.g. {@code /services/abc?insertDefaults=true}
 * @param headers beyond those that every request has; their values are never shown
 * @param body JSON; null for none
 * @param limit how many bytes of the answer are read
 * @param partial an answer that is cut, too long or too slow counts as far as it came
 */
record EngineRequest(String method, String path, Map<String, String> headers, String body, int limit, boolean partial) {
    /** A Swarm of ten thousand tasks answers with some 40 MB. */
    private static final int LIMIT = 64 << 20;

    static EngineRequest get(String path) {
        return new EngineRequest("GET", path, Map.of(), null, LIMIT, false);
    }

    /** @param filters Docker's, each with its accepted values */
    static EngineRequest list(String path, Map<String, List<String>> filters) {
        return get(path + "?filters=" + encode(EngineJson.text(filters)));
    }

    static EngineRequest post(String path, Object tree) {
        return new EngineRequest("POST", path, Map.of(), EngineJson.text(tree), LIMIT, false);
    }

    /** One that says all in its path. */
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

    /** It changes nothing. */
    boolean read() {
        return method.equals("GET");
    }

    /** Asking it twice does the same as asking it once, so a lost answer may simply be asked for again. */
    boolean repeatable() {
        return !method.equals("POST");
    }

    /** A text as one segment of a path or one value of a query. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        int query = path.indexOf('?');
        return method + " " + (query < 0 ? path : path.substring(0, query));
    }
}
