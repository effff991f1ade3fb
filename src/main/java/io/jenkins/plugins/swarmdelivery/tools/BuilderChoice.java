package io.jenkins.plugins.swarmdelivery.tools;

import io.jenkins.plugins.swarmdelivery.build.ImageBuilder;
import io.jenkins.plugins.swarmdelivery.docker.ClassicBuilder;
import io.jenkins.plugins.swarmdelivery.docker.EngineSession;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/** The builder that the user selects. */
public enum BuilderChoice {
    /** buildx if it is installed, else the classic builder. */
    AUTO,
    /** BuildKit, through {@code docker buildx}. */
    BUILDX,
    /** The engine's own, through its API. */
    CLASSIC;

    /** @throws RefusedException if buildx is selected but not installed */
    public ImageBuilder of(EngineSession engine, DockerClient docker, Clock clock) {
        ImageBuilder classic = new ClassicBuilder(engine, docker.logins());
        if (this == CLASSIC) {
            return classic;
        }
        Optional<ImageBuilder> buildx =
                BuildxBuilder.find(docker, engine.stop(), clock).map(found -> found);
        if (this == BUILDX && buildx.isEmpty()) {
            throw new RefusedException(
                    "builder",
                    this,
                    "docker buildx is not available here; install docker and its plugin docker-buildx (Debian:"
                            + " docker-cli docker-buildx)");
        }
        return buildx.orElse(classic);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
