package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Services that call the live one by its name or alias. No color may answer to that name, so they lose it when the live
 * service is retired.
 */
final class Neighbors {
    private final Application application;
    private final Service live;
    private final TrafficRouter router;

    Neighbors(Application application, Service live, TrafficRouter router) {
        this.application = application;
        this.live = live;
        this.router = router;
    }

    /** @param services all of the cluster */
    List<String> warnings(List<Service> services) {
        List<String> calls = new ArrayList<>();
        Pattern names = calling(names());
        for (Service other : services) {
            boolean own = other.id().equals(live.id())
                    || application.name().equals(other.spec().labels().get(Labels.APPLICATION));
            if (!own && meets(other)) {
                call(other, names).ifPresent(calls::add);
            }
        }
        if (calls.isEmpty()) {
            return List.of();
        }
        String address = router.inside().address();
        String remedy = "; no color answers to that name once " + live.name() + " is retired. Have it call the router"
                + (address.isEmpty() ? "" : " at " + address + ", on a network of the router")
                + ", with a host name of "
                + application + " if the router has one";
        return calls.stream().map(call -> call + remedy).toList();
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(List.of(live.name()));
        live.spec().networks().forEach(network -> names.addAll(Json.texts(network, "Aliases")));
        return names;
    }

    /** A pattern of the names as host names: not within a longer word or host name, except {@code tasks.NAME}. */
    private static Pattern calling(Set<String> names) {
        return Pattern.compile("(?<![\\w.-])(?:tasks\\.)?("
                + names.stream().map(Pattern::quote).collect(Collectors.joining("|"))
                + ")(?![\\w-]|\\.\\w)");
    }

    /** Whether both are on a common network: only then can they resolve each other's names. */
    private boolean meets(Service other) {
        Set<String> networks = targets(live);
        return targets(other).stream().anyMatch(networks::contains);
    }

    private static Set<String> targets(Service service) {
        return service.spec().networks().stream()
                .flatMap(network -> Json.text(network, "Target").stream())
                .collect(Collectors.toSet());
    }

    private static Optional<String> call(Service other, Pattern names) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        Object container = Json.at(other.spec().tree(), "TaskTemplate", "ContainerSpec");
        fields.put(
                "Env",
                Json.texts(container, "Env").stream().map(Neighbors::value).toList());
        fields.put("Command", Json.texts(container, "Command"));
        fields.put("Args", Json.texts(container, "Args"));
        fields.put("Healthcheck.Test", Json.texts(container, "Healthcheck", "Test"));
        for (Map.Entry<String, List<String>> field : fields.entrySet()) {
            for (String text : field.getValue()) {
                Matcher matcher = names.matcher(text);
                if (matcher.find()) {
                    return Optional.of("service " + other.name() + " seems to call " + matcher.group(1)
                            + " by its name (in " + field.getKey() + ")");
                }
            }
        }
        return Optional.empty();
    }

    private static String value(String variable) {
        return variable.substring(variable.indexOf('=') + 1);
    }
}
