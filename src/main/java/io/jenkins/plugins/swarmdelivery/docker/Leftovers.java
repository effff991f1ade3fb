package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.build.RunId;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds and removes what killed runs left on an engine and in a Swarm. */
public final class Leftovers {
    /** Compose's own label; the Compose project of a run has the run's name. */
    private static final String PROJECT = "com.docker.compose.project";

    private Leftovers() {}

    /**
     * Removes containers, networks and volumes of an engine whose run can no longer remove them.
     *
     * @return what was removed, e.g. {@code container swd-…}
     */
    public static List<String> remove(EngineSession engine, Instant now) {
        return remove(engine, run -> run.leftOver(now));
    }

    /** Removes everything of one run on an engine. */
    public static void remove(EngineSession engine, RunId run) {
        remove(engine, run::equals);
    }

    private static List<String> remove(EngineSession engine, Predicate<RunId> unwanted) {
        List<String> removed = new ArrayList<>();
        for (Object container :
                engine.ask(EngineRequest.get("/containers/json?all=true")).list()) {
            // A job's container is removed with its service; otherwise the Swarm would replace it.
            boolean ofService = Json.textMap(container, "Labels").containsKey("com.docker.swarm.service.id");
            if (!ofService && is(unwanted, container)) {
                String id = Json.text(container, "Id").orElse("");
                new TestContainers(engine).remove(id);
                removed.add("container " + run(container).orElse(id));
            }
        }
        for (Object network : engine.ask(EngineRequest.get("/networks")).list()) {
            if (is(unwanted, network)) {
                String id = Json.text(network, "Id").orElse("");
                engine.exchange(EngineRequest.delete("/networks/" + id));
                removed.add("network " + Json.text(network, "Name").orElse(id));
            }
        }
        for (Object volume : Json.list(engine.ask(EngineRequest.get("/volumes")).object(), "Volumes")) {
            if (is(unwanted, volume)) {
                String name = Json.text(volume, "Name").orElse("");
                engine.exchange(EngineRequest.delete("/volumes/" + EngineRequest.encode(name)));
                removed.add("volume " + name);
            }
        }
        return removed;
    }

    /** Removes jobs and secrets of a Swarm, likewise. */
    public static List<String> remove(EngineClient managers) {
        List<String> removed = new ArrayList<>();
        Predicate<RunId> unwanted = run -> run.leftOver(managers.clock().instant());
        Map<String, List<String>> runLabel = Map.of("label", List.of(Labels.RUN));
        for (Object service :
                managers.ask(EngineRequest.list("/services", runLabel)).list()) {
            if (is(unwanted, Json.at(service, "Spec"))) {
                String id = Json.text(service, "ID").orElse("");
                managers.exchange(EngineRequest.delete("/services/" + id));
                removed.add("job " + Json.text(service, "Spec", "Name").orElse(id));
            }
        }
        for (Object secret :
                managers.ask(EngineRequest.list("/secrets", runLabel)).list()) {
            if (is(unwanted, Json.at(secret, "Spec"))) {
                String id = Json.text(secret, "ID").orElse("");
                JobObjects.removeSecret(managers, id);
                removed.add("secret " + Json.text(secret, "Spec", "Name").orElse(id));
            }
        }
        return removed;
    }

    private static boolean is(Predicate<RunId> unwanted, Object labeled) {
        return run(labeled).flatMap(RunId::parse).filter(unwanted).isPresent();
    }

    private static Optional<String> run(Object labeled) {
        Map<String, String> labels = Json.textMap(labeled, "Labels");
        return Stream.of(Labels.RUN, PROJECT)
                .map(labels::get)
                .filter(text -> text != null && text.startsWith(RunId.PREFIX))
                .findFirst();
    }
}
