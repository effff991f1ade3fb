package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a service of a stack into a service of a color: with a name and labels of the color, and with aliases on the
 * color's own network alone.
 */
public final class Coloring {
    /** The label by which {@code docker stack} recognizes its services. */
    public static final String STACK = "com.docker.stack.namespace";

    /**
     * Docker's limit of 63 characters for the name of a service, less the suffix that a delivery appends for its
     * helpers.
     */
    public static final int LONGEST_NAME = 57;

    private static final String DOCKER_STACK = "com.docker.stack.";

    private Coloring() {}

    /**
     * The network on which services of one color find each other. Measured: to resolve a name, Docker asks a task's
     * networks in the order of their names, and internal networks last. So this network is not internal, and its name
     * sorts before all usual names: otherwise, a service of another stack, or an adopted one, could answer.
     */
    public static String network(Application application, Color color) {
        return "0-" + application.serviceName(color);
    }

    /** The longer one of the two colors' names for a service, if it is too long for Docker; empty otherwise. */
    public static Optional<String> tooLong(Application application, String service) {
        return Optional.of(application.serviceName(service, Color.GREEN)).filter(name -> name.length() > LONGEST_NAME);
    }

    /** The body of the request that creates that network. */
    public static Map<String, Object> networkBody(Application application, Color color, Optional<String> encrypted) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Name", network(application, color));
        body.put("Driver", "overlay");
        body.put("Attachable", false);
        encrypted.ifPresent(value -> body.put("Options", Map.of("encrypted", value)));
        body.put("Labels", Map.of(Labels.APPLICATION, application.name(), Labels.COLOR, color.word()));
        return body;
    }

    /**
     * Gives an editable spec the name and the labels of a color; {@code docker stack} no longer manages the service.
     */
    public static void mark(Map<String, Object> tree, String name, Color color) {
        tree.put("Name", name);
        Json.object(tree, "Labels").keySet().removeIf(label -> label.startsWith(DOCKER_STACK));
        Json.object(tree, "Labels").put(Labels.COLOR, color.word());
        Json.object(tree, "TaskTemplate", "ContainerSpec", "Labels").remove(STACK);
    }

    /**
     * Has Docker restart tasks of a replicated service only if they fail: by default, it also restarts those that
     * succeed.
     */
    public static void runOnce(Map<String, Object> tree) {
        Map<String, Object> policy = Json.object(tree, "TaskTemplate", "RestartPolicy");
        boolean replicated = Json.at(tree, "Mode", "Replicated") != null;
        if (replicated && !"none".equals(policy.get("Condition"))) {
            policy.put("Condition", "on-failure");
        }
    }

    /** Removes the aliases from all networks of an editable spec, and adds them on the color's network. */
    @SuppressWarnings("unchecked")
    public static void join(Map<String, Object> tree, String service, String network) {
        Set<String> names = new LinkedHashSet<>(List.of(service));
        List<Map<String, Object>> joined = new ArrayList<>();
        for (Object each : Json.list(tree, "TaskTemplate", "Networks")) {
            Map<String, Object> attachment = new LinkedHashMap<>((Map<String, Object>) each);
            names.addAll(Json.texts(attachment, "Aliases"));
            attachment.remove("Aliases");
            joined.add(attachment);
        }
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("Target", network);
        own.put("Aliases", List.copyOf(names));
        joined.add(own);
        sort(joined);
        Json.object(tree, "TaskTemplate").put("Networks", joined);
    }

    /** Sorts networks as Docker's client does: another order would be another spec. */
    public static void sort(List<Map<String, Object>> networks) {
        networks.sort(Comparator.comparing(attachment -> (String) attachment.get("Target")));
    }

    /** Whether it runs under the name that {@code docker stack deploy} gave it. */
    static boolean uncolored(Application application, Part part) {
        String name = part.spec().name();
        return part.role() != Role.SHARED
                && !name.equals(application.serviceName(part.name(), Color.BLUE))
                && !name.equals(application.serviceName(part.name(), Color.GREEN));
    }

    /** The part as a service of a color, which can be created beside what runs. */
    static Part colored(Application application, Part part, Color color) {
        ServiceSpec spec = part.spec().edited(tree -> {
            mark(tree, application.serviceName(part.name(), color), color);
            join(tree, part.name(), network(application, color));
            if (Json.at(tree, "EndpointSpec", "Ports") != null) {
                Json.object(tree, "EndpointSpec").remove("Ports");
            }
            if (part.role() == Role.JOB) {
                runOnce(tree);
            }
        });
        return part.with(spec);
    }
}
