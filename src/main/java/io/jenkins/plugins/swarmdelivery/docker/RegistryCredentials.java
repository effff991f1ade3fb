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
 * Credentials for a registry.
 *
 * @param server the registry, e.g. {@code registry.example:5000}; {@code docker.io} for Docker Hub
 * @param user the account
 * @param secret its password or token, fetched each time it is needed and never stored
 */
public record RegistryCredentials(String server, String user, Supplier<String> secret) {
    private static final String HUB = "docker.io";
    private static final Set<String> HUB_NAMES =
            Set.of("", HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "hub.docker.com");
    /** Docker's historical name for its own registry in credentials. */
    private static final String HUB_ADDRESS = "https://index.docker.io/v1/";

    /** The header that passes credentials for a registry to an engine. */
    private static final String HEADER = "X-Registry-Auth";

    public RegistryCredentials {
        if (user == null || user.isBlank()) {
            throw new RefusedException("registry user", user, "give the account that may pull from " + server);
        }
        server = host(server == null ? "" : server);
    }

    /** Whether they are for the registry of this image. */
    public boolean cover(ImageReference image) {
        return host(image.registry().orElse(HUB)).equals(server);
    }

    /** A request to an engine to try them. */
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

    /** The name under which Docker clients and engines store the login. */
    String address() {
        return server.equals(HUB) ? HUB_ADDRESS : server;
    }

    /** The registry of an address, as image names write it; Docker Hub has a single name. */
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
