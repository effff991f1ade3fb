package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Swarm's config objects: data under a name, which never changes, and labels, which can. */
final class SwarmConfigs {
    /** Half of Docker's limit: listing the kept releases reads all of them at once. */
    static final int MAX_DATA = 500 << 10;

    private final EngineClient client;

    SwarmConfigs(EngineClient client) {
        this.client = client;
    }

    /**
     * @param version its index, for compare-and-swap
     * @param data its content as text
     */
    record Config(String id, long version, String name, Map<String, String> labels, String data) {}

    /** Empty only if a manager listed the configs without this one. */
    Optional<Config> find(String name) {
        return list(Map.of("name", List.of(name))).stream()
                .filter(config -> config.name().equals(name))
                .findFirst();
    }

    List<Config> labeled(Map<String, String> labels) {
        List<String> filter = labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .toList();
        return list(Map.of("label", filter));
    }

    /** @throws SwarmException.Conflict if the name is taken */
    void create(String name, Map<String, String> labels, String data) {
        String base64 = Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8));
        client.ask(EngineRequest.post("/configs/create", Map.of("Name", name, "Labels", labels, "Data", base64)));
    }

    /**
     * Replaces all labels. The data need not be sent: absent data stays as it is, and different data is refused.
     *
     * @throws SwarmException.Conflict if the config has changed since that version
     */
    void relabel(String id, long version, String name, Map<String, String> labels) {
        client.ask(EngineRequest.post(
                "/configs/" + EngineRequest.encode(id) + "/update?version=" + version,
                Map.of("Name", name, "Labels", labels)));
    }

    /** Removes a config; it is not an error if there is none. */
    void remove(String id) {
        try {
            client.ask(EngineRequest.delete("/configs/" + EngineRequest.encode(id)));
        } catch (SwarmException.NotFound e) {
            // Already removed, as intended.
        }
    }

    private List<Config> list(Map<String, List<String>> filters) {
        return client.ask(EngineRequest.list("/configs", filters)).list().stream()
                .map(SwarmConfigs::config)
                .toList();
    }

    private static Config config(Object config) {
        return new Config(
                Json.text(config, "ID").orElse(""),
                Json.number(config, "Version", "Index").orElse(0L),
                Json.text(config, "Spec", "Name").orElse(""),
                Json.textMap(config, "Spec", "Labels"),
                decode(Json.text(config, "Spec", "Data").orElse("")));
    }

    /** A foreign config may contain anything; data that is not text becomes text that is not JSON. */
    private static String decode(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
