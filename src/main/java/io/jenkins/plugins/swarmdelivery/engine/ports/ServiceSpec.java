package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The complete specification of a service in the Engine API, including fields that this project does not know.
 *
 * @param tree the JSON object; never changed, every edit makes another spec
 */
public record ServiceSpec(Map<String, Object> tree) {
    /** Docker's default, for a spec that sets none. */
    public static final Duration STOP_GRACE_PERIOD = Duration.ofSeconds(10);

    private static final String[] CONTAINER = {"TaskTemplate", "ContainerSpec"};

    /** How many tasks a service should have: a fixed number, or one on every eligible node. */
    public sealed interface Mode {
        record Replicated(long replicas) implements Mode {}

        record Global() implements Mode {}

        /** A job mode, or a mode of a newer Docker; such a service cannot be delivered blue-green. */
        record Other(String name) implements Mode {}
    }

    public String name() {
        return Json.text(tree, "Name").orElse("");
    }

    public String image() {
        return Json.text(tree, "TaskTemplate", "ContainerSpec", "Image").orElse("");
    }

    public Map<String, String> labels() {
        return Json.textMap(tree, "Labels");
    }

    public List<String> constraints() {
        return Json.texts(tree, "TaskTemplate", "Placement", "Constraints");
    }

    /** The attachments to networks, from the task template or, in specs from before API 1.25, from the service. */
    public List<Object> networks() {
        List<Object> ofTasks = Json.list(tree, "TaskTemplate", "Networks");
        return ofTasks.isEmpty() ? Json.list(tree, "Networks") : ofTasks;
    }

    public List<Object> publishedPorts() {
        return Json.list(tree, "EndpointSpec", "Ports");
    }

    public Mode mode() {
        if (Json.at(tree, "Mode", "Replicated") != null) {
            return new Mode.Replicated(
                    Json.number(tree, "Mode", "Replicated", "Replicas").orElse(1L));
        }
        if (Json.at(tree, "Mode", "Global") != null) {
            return new Mode.Global();
        }
        return Json.at(tree, "Mode") instanceof Map<?, ?> mode && !mode.isEmpty()
                ? new Mode.Other(mode.keySet().iterator().next().toString())
                : new Mode.Replicated(1);
    }

    /** Whether the spec enables or disables a health check; empty if it leaves that to the image. */
    public Optional<Boolean> declaresHealthCheck() {
        List<String> test = Json.texts(tree, "TaskTemplate", "ContainerSpec", "Healthcheck", "Test");
        return test.isEmpty() ? Optional.empty() : Optional.of(!test.get(0).equals("NONE"));
    }

    /** How long Docker waits for a container to stop before it kills it. */
    public Duration stopGracePeriod() {
        return Json.number(tree, "TaskTemplate", "ContainerSpec", "StopGracePeriod")
                .filter(nanos -> nanos >= 0)
                .map(Duration::ofNanos)
                .orElse(STOP_GRACE_PERIOD);
    }

    public ServiceSpec withName(String name) {
        return edited(copy -> copy.put("Name", name));
    }

    public ServiceSpec withImage(ImageReference image) {
        return edited(copy -> Json.object(copy, CONTAINER).put("Image", image.toString()));
    }

    public ServiceSpec withLabels(Map<String, String> labels) {
        return edited(copy -> copy.put("Labels", new LinkedHashMap<>(labels)));
    }

    public ServiceSpec withReplicas(long replicas) {
        return edited(copy -> Json.object(copy, "Mode", "Replicated").put("Replicas", replicas));
    }

    /** A copy with the edit applied to its tree. */
    public ServiceSpec edited(Consumer<Map<String, Object>> edit) {
        Map<String, Object> copy = Json.copy(tree);
        edit.accept(copy);
        return new ServiceSpec(copy);
    }

    /**
     * A hash of the task template: equal for two specs that run the same tasks. Scaling, labels of the service and a
     * forced restart do not change it.
     */
    public String fingerprint() {
        Map<String, Object> copy = Json.copy(tree);
        Map<String, Object> template = Json.object(copy, "TaskTemplate");
        template.remove("ForceUpdate");
        return Json.fingerprint(template);
    }
}
