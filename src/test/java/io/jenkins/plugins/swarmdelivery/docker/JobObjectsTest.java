package io.jenkins.plugins.swarmdelivery.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.build.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobObjectsTest {
    private static final RunId RUN = RunId.create(Instant.EPOCH, Duration.ofMinutes(1));

    @Test
    void keepsSecretsWithACommonPrefixApart(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "value");
        try (StubEngine engine = new StubEngine();
                EngineClient managers = StubEngine.client(engine)) {
            engine.on("POST /secrets/create", StubEngine.json(201, "{\"ID\":\"id\"}"));
            new JobObjects(managers, RUN)
                    .createSecrets(Map.of(
                            "registry-credentials-staging-user", file, "registry-credentials-staging-pass", file));

            Set<Object> names = engine.received("POST /secrets/create").stream()
                    .map(received -> received.body().replaceFirst(".*\"Name\":\"([^\"]*)\".*", "$1"))
                    .collect(Collectors.toSet());
            assertThat(names)
                    .hasSize(2)
                    .allSatisfy(name -> assertThat(name.toString())
                            .startsWith(RUN + "-registry-cre")
                            .matches("[a-zA-Z0-9]+(?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?")
                            .hasSizeLessThanOrEqualTo(63));
        }
    }

    @Test
    void keepsAShortName() {
        assertThat(JobObjects.secretName(RUN.toString(), "token")).isEqualTo(RUN + "-token");
    }
}
