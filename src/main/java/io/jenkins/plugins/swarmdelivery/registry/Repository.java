package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Where the API of a registry has a repository. All that stands behind the host is the repository's name: that of a
 * Harbor project, or of an Artifactory or Nexus repository that is routed by path, too.
 *
 * @param host of the API, with its port if it has one
 * @param name as the API calls it
 * @param shown as people write it
 * @param login who asks; empty for anybody
 */
record Repository(String host, String name, String shown, Optional<RegistryLogin> login) {
    private static final Set<String> HUB_NAMES = Set.of("docker.io", "index.docker.io");
    /** Docker Hub's API has a host of its own, and images without a path in a folder of their own. */
    private static final String HUB_HOST = "registry-1.docker.io";

    private static final String HUB_FOLDER = "library/";

    static Repository of(ImageReference image, Optional<RegistryLogin> login) {
        String whole = image.repository();
        Optional<String> host = image.registry();
        String name = host.map(given -> whole.substring(given.length() + 1)).orElse(whole);
        if (host.isPresent() && !HUB_NAMES.contains(host.get())) {
            return new Repository(host.get(), name, whole, login);
        }
        return new Repository(HUB_HOST, name.contains("/") ? name : HUB_FOLDER + name, whole, login);
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

    /** Who asks, as messages name them. */
    String who() {
        return login.map(RegistryLogin::toString).orElse("anybody without a login");
    }

    @Override
    public String toString() {
        return shown;
    }
}
