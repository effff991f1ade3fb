package io.jenkins.plugins.swarmdelivery.registry;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to a registry.
 *
 * @param body content to write; null for a read, which may be repeated
 */
record RegistryRequest(String method, URI address, Map<String, String> headers, byte[] body) {
    static final String AUTHORIZATION = "Authorization";

    static RegistryRequest get(URI address, Map<String, String> headers) {
        return new RegistryRequest("GET", address, headers, null);
    }

    static RegistryRequest head(URI address, Map<String, String> headers) {
        return new RegistryRequest("HEAD", address, headers, null);
    }

    static RegistryRequest put(URI address, Map<String, String> headers, byte[] body) {
        return new RegistryRequest("PUT", address, headers, body);
    }

    boolean read() {
        return body == null;
    }

    RegistryRequest authorized(String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(AUTHORIZATION, value);
        return new RegistryRequest(method, address, more, body);
    }

    /** The same request for another address; headers for one host are not sent to another. */
    RegistryRequest at(URI target) {
        Map<String, String> kept = new LinkedHashMap<>(headers);
        if (!sameOrigin(address, target)) {
            kept.remove(AUTHORIZATION);
        }
        return new RegistryRequest(method, target, kept, body);
    }

    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI https) {
        return https.getPort() < 0 ? 443 : https.getPort();
    }

    HttpRequest http() {
        HttpRequest.BodyPublisher content =
                read() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body);
        HttpRequest.Builder builder = HttpRequest.newBuilder(address).method(method, content);
        headers.forEach(builder::header);
        return builder.build();
    }
}
