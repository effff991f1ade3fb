package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The networks, configs and secrets of a Swarm in memory, with the limits of the real thing. */
final class FakeObjects {
    final List<Swarm.OverlayNetwork> networks = new ArrayList<>(List.of(new Swarm.OverlayNetwork("apps", "apps", 200)));
    final List<Swarm.Named> secrets = new ArrayList<>();
    final List<Swarm.Named> configs = new ArrayList<>();
    private final Map<String, Map<String, String>> labels = new TreeMap<>();
    private final Map<String, String> data = new TreeMap<>();

    List<Swarm.Named> of(Swarm.Kind kind) {
        return switch (kind) {
            case NETWORK ->
                networks.stream()
                        .map(network -> new Swarm.Named(network.id(), network.name()))
                        .toList();
            case CONFIG -> List.copyOf(configs);
            case SECRET -> List.copyOf(secrets);
        };
    }

    Swarm.Named create(Swarm.Kind kind, String id, Map<String, Object> body) {
        String name = Json.text(body, "Name").orElseThrow();
        if (of(kind).stream().anyMatch(there -> there.name().equals(name))) {
            throw new SwarmException.Conflict("name " + name + " is taken", null);
        }
        Swarm.Named made = new Swarm.Named(id, name);
        switch (kind) {
            case NETWORK -> networks.add(new Swarm.OverlayNetwork(id, name, 200));
            case CONFIG -> configs.add(made);
            case SECRET -> secrets.add(made);
        }
        labels.put(id, Json.textMap(body, "Labels"));
        data.put(name, Json.text(body, "Data").orElse(""));
        return made;
    }

    List<Swarm.Named> labeled(Swarm.Kind kind, Map<String, String> wanted) {
        return of(kind).stream()
                .filter(object ->
                        labels.getOrDefault(object.id(), Map.of()).entrySet().containsAll(wanted.entrySet()))
                .toList();
    }

    /** The name of what was removed; empty where there was none. */
    Optional<String> remove(Swarm.Kind kind, String id, List<ServiceSpec> users) {
        Optional<Swarm.Named> there =
                of(kind).stream().filter(object -> object.id().equals(id)).findFirst();
        there.ifPresent(object -> {
            refuseUsed(kind, object, users);
            networks.removeIf(network -> network.id().equals(id));
            configs.remove(object);
            secrets.remove(object);
        });
        return there.map(Swarm.Named::name);
    }

    private static void refuseUsed(Swarm.Kind kind, Swarm.Named object, List<ServiceSpec> users) {
        for (ServiceSpec user : users) {
            String template = Json.canonical(Json.at(user.tree(), "TaskTemplate"));
            if (template.contains('"' + object.name() + '"') || template.contains('"' + object.id() + '"')) {
                throw new SwarmException.Rejected(
                        kind.word() + " " + object.name() + " is in use by " + user.name(), null);
            }
        }
    }

    Optional<Swarm.OverlayNetwork> overlay(String nameOrId) {
        return networks.stream()
                .filter(network ->
                        network.id().equals(nameOrId) || network.name().equals(nameOrId))
                .findFirst();
    }

    /** What a config holds. */
    Optional<String> data(String config) {
        return named(configs, config).map(found -> data.get(found.name()));
    }

    /** What an object of this name was created with, as the Engine API has it; empty text where nothing was. */
    String content(String name) {
        return data.getOrDefault(name, "");
    }

    static Optional<Swarm.Named> named(List<Swarm.Named> objects, String nameOrId) {
        return objects.stream()
                .filter(object -> object.id().equals(nameOrId) || object.name().equals(nameOrId))
                .findFirst();
    }

    /** As Docker does, before it creates anything. */
    void refuseUnknown(ServiceSpec spec) {
        Json.list(spec.tree(), "TaskTemplate", "ContainerSpec", "Secrets")
                .forEach(reference -> require("secret", reference, "SecretID", "SecretName", secrets));
        Json.list(spec.tree(), "TaskTemplate", "ContainerSpec", "Configs")
                .forEach(reference -> require("config", reference, "ConfigID", "ConfigName", configs));
        for (Object network : spec.networks()) {
            String target = Json.text(network, "Target").orElse("");
            if (overlay(target).isEmpty()) {
                throw new SwarmException.NotFound("network " + target + " not found", null);
            }
        }
    }

    private static void require(String kind, Object reference, String id, String name, List<Swarm.Named> known) {
        if (Json.text(reference, id).isEmpty() || Json.text(reference, name).isEmpty()) {
            throw new SwarmException.Rejected("malformed " + kind + " reference", null);
        }
        Swarm.Named wanted = new Swarm.Named(
                Json.text(reference, id).get(), Json.text(reference, name).get());
        if (!known.contains(wanted)) {
            throw new SwarmException.Rejected(kind + " not found: " + wanted.name(), null);
        }
    }
}
