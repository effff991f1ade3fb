package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import io.jenkins.plugins.swarmdelivery.fuzz.Fuzz;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files with a service's spec: read without loss, or refused with the file's name. */
class SpecFileFuzzTest {
    private static final Object RIGHT = Damage.parse("""
            {"TaskTemplate": {"ContainerSpec": {"StopGracePeriod": 15000000000, "Env": ["A=1"],
                "Healthcheck": {"Test": ["CMD", "/go-demo", "-health"], "Interval": 1000000000, "Retries": 3}},
              "RestartPolicy": {"Condition": "any", "Delay": 1000000000}, "Networks": [{"Target": "apps"}]},
             "Mode": {"Replicated": {"Replicas": 3}}, "EndpointSpec": {"Mode": "dnsrr"}, "New": [null, 0.10]}
            """);

    @TempDir
    Path folder;

    @Test
    void readsOrRefusesDamagedFiles() throws Exception {
        Path file = folder.resolve("service.json");
        Fuzz.of("spec files", 600, damage -> {
            Files.write(file, damage.document(RIGHT));
            try {
                assertThat(SpecFile.read(file).fingerprint()).hasSize(32);
            } catch (RefusedException e) {
                assertThat(e.getMessage()).contains(file.toString());
                throw e;
            }
        });
    }
}
