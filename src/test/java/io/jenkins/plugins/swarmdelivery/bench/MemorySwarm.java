package io.jenkins.plugins.swarmdelivery.bench;

import io.jenkins.plugins.swarmdelivery.engine.SwarmLimits;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A Swarm in memory: services, their tasks, configs and nodes as the Engine API has them. Tasks are there as soon as
 * their service is, and gone as soon as it is.
 */
final class MemorySwarm {
    /** A tree, or a stream of trees that makes a list. */
    record Answer(int status, Object tree) {
        private static Answer of(Object tree) {
            return new Answer(200, tree);
        }

        private static Answer error(int status, String message) {
            return new Answer(status, Map.of("message", message));
        }
    }

    private static final Answer OUT_OF_SEQUENCE =
            Answer.error(500, "rpc error: code = Unknown desc = update out of sequence");
    private static final Answer NOT_FOUND = Answer.error(404, "not found");

    private final StoredObjects services = new StoredObjects();
    private final StoredObjects configs = new StoredObjects();
    private final StoredObjects secrets = new StoredObjects();
    private final StoredObjects networks = new StoredObjects();
    private final boolean lastTaskStarts;

    /** @param lastTaskStarts the last task of every service stays in {@code starting}; else all of them run */
    MemorySwarm(boolean lastTaskStarts) {
        this.lastTaskStarts = lastTaskStarts;
    }

    /**
     * @param path without the API version
     * @param query by name; empty where there is none
     * @param body what is sent along; empty where nothing is
     */
    Answer answer(String method, String path, Map<String, String> query, Map<String, Object> body) {
        String[] part = path.substring(1).split("/");
        Object filters = Damage.parse(query.getOrDefault("filters", "{}"));
        return switch (method + " " + part[0]) {
            case "GET _ping" -> Answer.of("OK");
            case "GET version" -> Answer.of(SampleObjects.VERSION);
            case "GET nodes" -> Answer.of(SampleObjects.nodes());
            case "GET networks" ->
                part.length == 1
                        ? Answer.of(Stream.concat(
                                Stream.of(SampleObjects.NETWORK),
                                networks.list().stream().map(MemorySwarm::network)))
                        : Answer.of(
                                networks.find(part[1]).map(MemorySwarm::network).orElse(SampleObjects.NETWORK));
            case "GET secrets" -> objects(secrets, part, filters);
            case "POST networks" -> write(networks, part, query, body);
            case "POST secrets" -> write(secrets, part, query, body);
            case "GET tasks" ->
                Answer.of(services.list().stream()
                        .filter(service ->
                                named(Json.text(service, "Spec", "Name").orElseThrow() + ".", filters))
                        .flatMap(this::tasks));
            case "GET configs" -> objects(configs, part, filters);
            case "GET services" ->
                part.length == 1
                        ? Answer.of(services.list().stream())
                        : services.find(part[1]).map(Answer::of).orElse(NOT_FOUND);
            case "POST services" -> write(services, part, query, body);
            case "POST configs" -> write(configs, part, query, body);
            case "DELETE services" -> services.remove(part[1]) ? Answer.of(Map.of()) : NOT_FOUND;
            case "DELETE configs" -> configs.remove(part[1]) ? Answer.of(Map.of()) : NOT_FOUND;
            default -> NOT_FOUND;
        };
    }

    private static Answer write(
            StoredObjects objects, String[] part, Map<String, String> query, Map<String, Object> spec) {
        if (part[1].equals("create")) {
            Optional<String> refusal = refusal(part[0], spec);
            if (refusal.isPresent()) {
                return Answer.error(400, refusal.get());
            }
            Optional<String> id = objects.create(spec);
            return id.map(created -> new Answer(201, Map.of("ID", created)))
                    .orElse(Answer.error(409, "name conflicts with an existing object"));
        }
        return objects.update(part[1], Long.parseLong(query.get("version")), spec)
                ? Answer.of(Map.of())
                : OUT_OF_SEQUENCE;
    }

    private static Answer objects(StoredObjects objects, String[] part, Object filters) {
        return part.length == 1
                ? Answer.of(objects.list().stream()
                        .filter(object ->
                                named(Json.text(object, "Spec", "Name").orElseThrow(), filters))
                        .filter(object -> labelled(object, filters)))
                : objects.find(part[1]).map(Answer::of).orElse(NOT_FOUND);
    }

    /** Networks have their fields at the top. */
    private static Object network(Map<String, Object> stored) {
        Map<String, Object> network = new LinkedHashMap<>(Json.object(stored, "Spec"));
        network.put("Id", Json.text(stored, "ID").orElseThrow());
        network.put("Scope", "swarm");
        return network;
    }

    private static Optional<String> refusal(String kind, Map<String, Object> spec) {
        String name = Json.text(spec, "Name").orElse("");
        String data = Json.text(spec, "Data").orElse("");
        return switch (kind) {
            case "services" -> SwarmLimits.service(name);
            case "networks" -> Optional.empty();
            default -> SwarmLimits.config(name, Base64.getDecoder().decode(data).length);
        };
    }

    private Stream<Object> tasks(Map<String, Object> service) {
        long replicas =
                Json.number(service, "Spec", "Mode", "Replicated", "Replicas").orElseThrow();
        return LongStream.rangeClosed(1, replicas)
                .mapToObj(slot ->
                        SampleObjects.task(service, slot, lastTaskStarts && slot == replicas ? "starting" : "running"));
    }

    /** Docker takes the beginning of a name for it. */
    private static boolean named(String name, Object filters) {
        List<String> names = Json.texts(filters, "name");
        return names.isEmpty() || names.stream().anyMatch(name::startsWith);
    }

    private static boolean labelled(Map<String, Object> object, Object filters) {
        Map<String, String> labels = Json.textMap(object, "Spec", "Labels");
        return Json.texts(filters, "label").stream()
                .map(label -> label.split("=", 2))
                .allMatch(label -> label[1].equals(labels.get(label[0])));
    }
}
