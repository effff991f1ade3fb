package io.jenkins.plugins.swarmdelivery.tools;

import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The engine that builds: the one that the user names, else the one that the environment selects, as in the Docker
 * client.
 */
public final class EngineChoice {
    private static final String LOCAL = "unix:///var/run/docker.sock";

    private EngineChoice() {}

    /**
     * @param address empty for {@code $DOCKER_HOST}, else the engine of this machine
     * @param otherwise the certificates to use if {@code $DOCKER_CERT_PATH} does not name any
     * @param allowPlaintext accept tcp without TLS
     * @throws RefusedException if the address or the certificates cannot be used
     */
    public static DockerEndpoint of(
            Optional<String> address,
            Optional<TlsMaterial> otherwise,
            boolean allowPlaintext,
            Map<String, String> environment) {
        String engine = address.or(() -> Optional.ofNullable(environment.get("DOCKER_HOST")))
                .filter(text -> !text.isBlank())
                .orElse(LOCAL);
        Optional<TlsMaterial> tls = engine.startsWith("unix:")
                ? Optional.empty()
                : certificates(environment).or(() -> otherwise);
        return DockerEndpoint.parse(engine, tls, allowPlaintext);
    }

    private static Optional<TlsMaterial> certificates(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("DOCKER_CERT_PATH"))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .map(EngineChoice::material);
    }

    private static TlsMaterial material(Path folder) {
        try {
            return new TlsMaterial(
                    Files.readString(folder.resolve("ca.pem")),
                    Files.readString(folder.resolve("cert.pem")),
                    Files.readString(folder.resolve("key.pem")));
        } catch (IOException e) {
            throw new RefusedException("DOCKER_CERT_PATH", folder, "it must contain ca.pem, cert.pem and key.pem");
        } catch (RefusedException e) {
            throw new RefusedException(e.getMessage() + " (read from " + folder + ")");
        }
    }
}
