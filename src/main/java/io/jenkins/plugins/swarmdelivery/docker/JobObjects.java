package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.build.RunId;
import io.jenkins.plugins.swarmdelivery.build.SecretTar;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Sha256;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The objects of one run in a Swarm: its job and the job's secrets. All carry the run's name. */
final class JobObjects {
    private static final int MAX_NAME = 63;
    private static final int HASH_BYTES = 4;
    private static final int TRIES = 20;
    private static final long PAUSE_MILLIS = 250;

    private final EngineClient managers;
    private final String run;
    private final Map<String, String> secrets = new LinkedHashMap<>();

    JobObjects(EngineClient managers, RunId run) {
        this.managers = managers;
        this.run = run.toString();
    }

    /** Creates the secrets; returns their IDs by the given names. */
    Map<String, String> createSecrets(Map<String, Path> files) {
        files.forEach((name, file) -> {
            Map<String, Object> secret = new LinkedHashMap<>();
            secret.put("Name", secretName(run, name));
            secret.put("Labels", Map.of(Labels.RUN, run, Labels.ROLE, "test"));
            secret.put("Data", Base64.getEncoder().encodeToString(SecretTar.bytes(name, file)));
            EngineAnswer created = managers.ask(EngineRequest.post("/secrets/create", secret));
            String id = Json.text(created.object(), "ID")
                    .orElseThrow(() -> DockerErrors.notDocker(created, "no secret ID", null));
            secrets.put(name, id);
        });
        return secrets;
    }

    /** A name that is too long is replaced by a hash, so that two names with the same prefix stay two secrets. */
    static String secretName(String run, String name) {
        String full = run + "-" + name;
        if (full.length() <= MAX_NAME) {
            return full;
        }
        String hash = Sha256.hex(name, HASH_BYTES);
        String begin = full.substring(0, MAX_NAME - hash.length() - 1);
        return begin.replaceFirst("[._-]+$", "") + "-" + hash;
    }

    /** Removes all of them, the job first: a secret in use cannot be removed. */
    void remove() {
        EngineAnswer removed = managers.exchange(EngineRequest.delete("/services/" + run));
        if (removed.status() != 404) {
            DockerErrors.check(removed);
        }
        secrets.values().forEach(id -> removeSecret(managers, id));
    }

    /** A service that was just removed may still count as using it. */
    static void removeSecret(EngineClient managers, String id) {
        for (int tries = 1; ; tries++) {
            EngineAnswer answer = managers.exchange(EngineRequest.delete("/secrets/" + id));
            if (answer.ok() || answer.status() == 404) {
                return;
            }
            if (tries == TRIES) {
                throw new SwarmException.Unavailable(DockerErrors.describe(answer), null);
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
