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

/** What makes a service of a stack one of a color: a name, labels, and its names on no network but the color's own. */
public final class Coloring {
    /** By which {@code docker stack} knows its services. */
    public static final String STACK = "com.docker.stack.namespace";

    /** Docker's limit of 63 for the name of a service, less what a delivery appends to those of its helpers. */
    public static final int LONGEST_NAME = 57;

    private static final String DOCKER_STACK = "com.docker.stack.";

    private Coloring() {}

    /**
     * The network on which services of one color know each other. Measured: of a task's networks, Docker asks for a name
     * first the one whose own name sorts first, and internal networks after all others. So this one is not internal, and
     * no usual name sorts before it: otherwise a service of another stack, or one that was adopted, could answer.
     */
    public static String network(Application application, Color color) {
        return "0-" + application.serviceName(color);
    }

    /** The longer of the names that a service has in the two colors, where it is too long for Docker. */
    public static Optional<String> tooLong(Application application, String service) {
        return Optional.of(application.serviceName(service, Color.GREEN)).filter(name -> name.length() > LONGEST_NAME);
    }

    /** What creates that network. */
    public static Map<String, Object> networkBody(Application application, Color color, Optional<String> encrypted) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Name", network(application, color));
        body.put("Driver", "overlay");
        body.put("Attachable", false);
        encrypted.ifPresent(value -> body.put("Options", Map.of("encrypted", value)));
        body.put("Labels", Map.of(Labels.APPLICATION, application.name(), Labels.COLOR, color.word()));
        return body;
    }

    /** Gives an editable spec the name and the labels of a color; {@code docker stack} leaves it alone from now on. */
    public static void mark(Map<String, Object> tree, String name, Color color) {
        tree.put("Name", name);
        Json.object(tree, "Labels").keySet().removeIf(label -> label.startsWith(DOCKER_STACK));
        Json.object(tree, "Labels").put(Labels.COLOR, color.word());
        Json.object(tree, "TaskTemplate", "ContainerSpec", "Labels").remove(STACK);
    }

    /** Docker starts tasks of a replicated service again also when they have ended well, unless it is told not to. */
    public static void runOnce(Map<String, Object> tree) {
        Map<String, Object> policy = Json.object(tree, "TaskTemplate", "RestartPolicy");
        boolean replicated = Json.at(tree, "Mode", "Replicated") != null;
        if (replicated && !"none".equals(policy.get("Condition"))) {
            policy.put("Condition", "on-failure");
        }
    }

    /** Takes its names from all networks of an editable spec, and gives them to it on the color's. */
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

    /** As Docker's own client sorts them: another order would be another spec. */
    public static void sort(List<Map<String, Object>> networks) {
        networks.sort(Comparator.comparing(attachment -> (String) attachment.get("Target")));
    }

    /** It runs under the name that {@code docker stack deploy} gave it. */
    static boolean uncolored(Application application, Part part) {
        String name = part.spec().name();
        return part.role() != Role.SHARED
                && !name.equals(application.serviceName(part.name(), Color.BLUE))
                && !name.equals(application.serviceName(part.name(), Color.GREEN));
    }

    /** The same as a service of a color, to be created beside whatever runs. */
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
