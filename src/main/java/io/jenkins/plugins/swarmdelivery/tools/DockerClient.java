package io.jenkins.plugins.swarmdelivery.tools;

import io.jenkins.plugins.swarmdelivery.build.PrivateFolder;
import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The environment in which Docker's programs use one engine and some logins, both from a private folder: neither the
 * user's own configuration nor a command line ever contains them.
 */
public final class DockerClient {
    /**
     * Variables that would direct the programs to another engine or connect differently. The last two make Compose v1,
     * written in Python, ignore the engine's CA.
     */
    private static final List<String> FOREIGN = List.of(
            "DOCKER_CONTEXT",
            "DOCKER_API_VERSION",
            "DOCKER_TLS",
            "DOCKER_TLS_VERIFY",
            "DOCKER_BUILDKIT",
            "DOCKER_CERT_PATH",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE");

    private final Programs programs;
    private final DockerEndpoint endpoint;
    private final Logins logins;

    public DockerClient(Programs programs, DockerEndpoint endpoint, Logins logins) {
        this.programs = programs;
        this.endpoint = endpoint;
        this.logins = logins;
    }

    Programs programs() {
        return programs;
    }

    Logins logins() {
        return logins;
    }

    /** All variables; the files that they point to are in the folder, and are removed with it. */
    Map<String, String> environment(PrivateFolder folder) {
        Map<String, String> environment = new TreeMap<>(programs.environment());
        FOREIGN.forEach(environment::remove);
        folder.write("config/config.json", logins.clientConfiguration(programs.pluginFolders()));
        environment.put("DOCKER_CONFIG", folder.path().resolve("config").toString());
        environment.put("DOCKER_HOST", endpoint.toString());
        endpoint.tls().ifPresent(tls -> environment.putAll(tls(folder, tls)));
        if (environment.containsKey("BUILDX_BUILDER")) {
            // A builder that the user created and selected is described in the user's folder.
            environment.putIfAbsent(
                    "BUILDX_CONFIG", programs.dockerFolder().resolve("buildx").toString());
        }
        return environment;
    }

    private static Map<String, String> tls(PrivateFolder folder, TlsMaterial tls) {
        folder.write("tls/ca.pem", tls.ca());
        folder.write("tls/cert.pem", tls.certificate());
        folder.write("tls/key.pem", tls.key());
        return Map.of(
                "DOCKER_TLS_VERIFY",
                "1",
                "DOCKER_CERT_PATH",
                folder.path().resolve("tls").toString());
    }

    /** The Docker client's plugin for this subcommand, if it is installed: program and subcommand. */
    Optional<List<String>> plugin(String word, PluginCheck check) {
        return programs.find("docker")
                .map(docker -> List.of(docker.toString(), word))
                .filter(check::answers);
    }

    /** Queries a plugin's version. */
    interface PluginCheck {
        boolean answers(List<String> command);
    }

    static List<String> join(List<String> command, String... arguments) {
        return Stream.concat(command.stream(), Stream.of(arguments)).toList();
    }
}
