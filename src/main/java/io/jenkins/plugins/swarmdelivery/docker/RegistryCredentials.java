package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a registry wants to see before it gives images away.
 *
 * @param server the registry, e.g. {@code registry.example:5000}; {@code docker.io} for Docker Hub
 * @param user the account
 * @param secret its password or token, fetched whenever it is needed and kept nowhere
 */
public record RegistryCredentials(String server, String user, Supplier<String> secret) {
    private static final String HUB = "docker.io";
    private static final Set<String> HUB_NAMES =
            Set.of("", HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "hub.docker.com");
    /** What Docker calls its own registry in credentials, for reasons of its first year. */
    private static final String HUB_ADDRESS = "https://index.docker.io/v1/";

    /** The header by which an engine is told credentials for a registry. */
    private static final String HEADER = "X-Registry-Auth";

    public RegistryCredentials {
        if (user == null || user.isBlank()) {
            throw new RefusedException("registry user", user, "give the account that may pull from " + server);
        }
        server = host(server == null ? "" : server);
    }

    /** They are for the registry that this image is in. */
    public boolean cover(ImageReference image) {
        return host(image.registry().orElse(HUB)).equals(server);
    }

    /** Asks an engine to try them. */
    EngineRequest logIn() {
        return EngineRequest.post("/auth", auth());
    }

    /** The header with the credentials, for {@link EngineRequest#with}. */
    Map<String, String> header() {
        byte[] json = EngineJson.text(auth()).getBytes(StandardCharsets.UTF_8);
        return Map.of(HEADER, Base64.getUrlEncoder().encodeToString(json));
    }

    private Map<String, Object> auth() {
        Map<String, Object> auth = new LinkedHashMap<>();
        auth.put("username", user);
        auth.put("password", secret.get());
        auth.put("serveraddress", address());
        return auth;
    }

    /** As docker clients and engines call it among their logins. */
    String address() {
        return server.equals(HUB) ? HUB_ADDRESS : server;
    }

    /** The registry that an address means, as images call it; Docker Hub by one name. */
    public static String host(String address) {
        String host = address.strip()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^[a-z]+://", "")
                .replaceFirst("/.*$", "");
        return HUB_NAMES.contains(host) ? HUB : host;
    }

    @Override
    public String toString() {
        return user + " at " + server;
    }
}
