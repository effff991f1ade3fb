package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Logins for registries. Each is sent to its own registry only.
 *
 * @param all one for each registry
 */
public record Logins(List<RegistryCredentials> all) {
    /** No login for any registry. */
    public static final Logins NONE = new Logins(List.of());

    /** @throws RefusedException if two logins are for the same registry */
    public Logins {
        Set<String> servers = new HashSet<>();
        for (RegistryCredentials login : all) {
            if (!servers.add(login.server())) {
                throw new RefusedException("registry", login.server(), "there are two logins for it; remove one");
            }
        }
        all = List.copyOf(all);
    }

    /** The login for the registry of an image. */
    public Optional<RegistryCredentials> of(ImageReference image) {
        return all.stream().filter(login -> login.cover(image)).findFirst();
    }

    /** The header with the login for an image's registry; empty if there is none. */
    Map<String, String> header(ImageReference image) {
        return of(image).map(RegistryCredentials::header).orElse(Map.of());
    }

    /** The header for an engine's build: all logins, by registry. */
    Map<String, String> buildHeader() {
        if (all.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> auths = new LinkedHashMap<>();
        all.forEach(login -> auths.put(
                login.address(),
                Map.of("username", login.user(), "password", login.secret().get())));
        byte[] json = EngineJson.text(auths).getBytes(StandardCharsets.UTF_8);
        return Map.of("X-Registry-Config", Base64.getUrlEncoder().encodeToString(json));
    }

    /** The configuration file of a Docker client with these logins, for a folder that contains nothing else. */
    public String clientConfiguration(List<String> pluginFolders) {
        Map<String, Object> auths = new LinkedHashMap<>();
        for (RegistryCredentials login : all) {
            String pair = login.user() + ":" + login.secret().get();
            auths.put(
                    login.address(),
                    Map.of("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))));
        }
        return EngineJson.text(Map.of("auths", auths, "cliPluginsExtraDirs", pluginFolders));
    }
}
