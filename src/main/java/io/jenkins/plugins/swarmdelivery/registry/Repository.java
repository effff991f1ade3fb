package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * The address of a repository in a registry's API. Everything after the host is the repository's name, including the
 * project in Harbor, or the repository in Artifactory or Nexus if it is routed by path.
 *
 * @param host of the API, with its port if it has one
 * @param name in the API
 * @param shown the name as users write it
 * @param login the account; empty for anonymous access
 */
record Repository(String host, String name, String shown, Optional<RegistryLogin> login) {
    private static final Set<String> HUB_NAMES = Set.of("docker.io", "index.docker.io");
    /** Docker Hub's API has its own host, and puts images without a path below {@code library/}. */
    private static final String HUB_HOST = "registry-1.docker.io";

    private static final String HUB_FOLDER = "library/";

    static Repository of(ImageReference image, Optional<RegistryLogin> login) {
        String full = image.repository();
        Optional<String> host = image.registry();
        String name = host.map(given -> full.substring(given.length() + 1)).orElse(full);
        if (host.isPresent() && !HUB_NAMES.contains(host.get())) {
            return new Repository(host.get(), name, full, login);
        }
        return new Repository(HUB_HOST, name.contains("/") ? name : HUB_FOLDER + name, full, login);
    }

    URI manifest(String tagOrDigest) {
        return at("manifests/" + tagOrDigest);
    }

    URI tags(String query) {
        return at("tags/list?" + query);
    }

    private URI at(String rest) {
        return URI.create("https://" + host + "/v2/" + name + "/" + rest);
    }

    /** The account as messages name it. */
    String who() {
        return login.map(RegistryLogin::toString).orElse("anybody without a login");
    }

    @Override
    public String toString() {
        return shown;
    }
}
