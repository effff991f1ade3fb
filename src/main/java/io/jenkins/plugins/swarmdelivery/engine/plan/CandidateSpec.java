package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The spec of a candidate: that of its base, with the few edits that let it run beside the live release without serving
 * users.
 *
 * @param spec to create
 * @param dropped what the candidate does not carry over, for people
 * @param ports that the base publishes and the candidate must not
 */
record CandidateSpec(ServiceSpec spec, List<String> dropped, List<Object> ports) {
    private static final String TRAEFIK = "traefik.";
    private static final String KEPT = "swarm-delivery.";
    /** As the value of {@link Labels#ROUTER}: Traefik's labels were made for the color. */
    private static final String MADE = "traefik";
    /** Traefik's labels that are taken over under names of the color. */
    private static final Pattern TAKEN = Pattern.compile("traefik\\.(?!tcp\\.|udp\\.).*");

    /** Labels by which a router would serve the candidate immediately, or {@code docker stack} would remove it. */
    private static final List<String> FOREIGN = List.of(TRAEFIK, "com.df.", "com.docker.stack.");

    /**
     * The edits of a candidate's spec.
     *
     * @param replicas how many tasks; empty: as many as the base has
     * @param placement constraints in addition to those of the base
     * @param former the name of the adopted service that it replaces; empty if it replaces none
     * @param delivery the ID of the candidate's delivery
     */
    record Edits(
            Application application,
            Optional<Long> replicas,
            List<String> placement,
            Optional<String> former,
            String delivery) {}

    /**
     * @param routed labels that the router needs on it; if there are any, the base's labels of Traefik are taken over
     */
    static CandidateSpec of(ServiceSpec base, PlacedRelease candidate, Edits edits, Map<String, String> routed) {
        List<String> dropped = new ArrayList<>();
        ServiceSpec named = base.withName(candidate.service())
                .withImage(candidate.release().image())
                .withLabels(labels(base, candidate, edits, routed, dropped));
        ServiceSpec remembering = edits.former()
                .map(name -> named.edited(tree -> Json.object(tree, "Labels").put(Labels.ADOPTED, name)))
                .orElse(named);
        ServiceSpec edited = remembering.edited(tree -> {
            moveNetworks(tree);
            // The aliases of a stack's service are on its color's own network.
            if (!base.labels().containsKey(Labels.SERVICE)) {
                dropAliases(tree, dropped);
            }
            require(tree, edits.placement());
            if (Json.at(tree, "EndpointSpec", "Ports") != null) {
                Json.object(tree, "EndpointSpec").remove("Ports");
            }
        });
        boolean replicated = edited.mode() instanceof ServiceSpec.Mode.Replicated;
        ServiceSpec scaled =
                replicated ? edits.replicas().map(edited::withReplicas).orElse(edited) : edited;
        return new CandidateSpec(scaled, List.copyOf(dropped), base.publishedPorts());
    }

    /**
     * The spec without the labels that the router made for the color; the original labels are kept beside them. An adopted
     * service has these alone: they are named as a candidate keeps them.
     */
    static ServiceSpec withoutRouting(ServiceSpec spec) {
        String router = spec.labels().get(Labels.ROUTER);
        if (router == null) {
            return spec;
        }
        boolean made = router.equals(MADE)
                || spec.labels().keySet().stream().anyMatch(name -> name.startsWith(KEPT + TRAEFIK));
        Map<String, String> labels = new LinkedHashMap<>();
        spec.labels().forEach((name, value) -> {
            if (!name.startsWith(TRAEFIK)) {
                labels.put(name, value);
            } else if (!made) {
                labels.put(KEPT + name, value);
            }
        });
        return spec.withLabels(labels);
    }

    /** The spec of a shared service: only image and placement are edited. */
    static CandidateSpec shared(ServiceSpec base, ImageReference image, List<String> placement) {
        return new CandidateSpec(base.withImage(image).edited(tree -> require(tree, placement)), List.of(), List.of());
    }

    private static Map<String, String> labels(
            ServiceSpec base, PlacedRelease candidate, Edits edits, Map<String, String> routed, List<String> dropped) {
        Map<String, String> labels = new LinkedHashMap<>();
        base.labels().forEach((name, value) -> {
            boolean taken = !routed.isEmpty() && TAKEN.matcher(name).matches();
            if (FOREIGN.stream().noneMatch(name::startsWith)) {
                labels.put(name, value);
            } else if (!taken) {
                dropped.add(
                        "label " + name + "=" + value + " (a router or docker stack would act on it before the tests)");
            }
        });
        labels.putAll(routed);
        labels.put(Labels.APPLICATION, edits.application().name());
        labels.put(Labels.COLOR, candidate.color().word());
        labels.put(Labels.RELEASE, candidate.release().version());
        labels.put(Labels.DELIVERY, edits.delivery());
        return labels;
    }

    /**
     * Moves networks from the top level of a spec, where Docker ignores them from API 1.44 on, to the tasks, where they
     * belong since 1.25.
     */
    static void moveNetworks(Map<String, Object> tree) {
        boolean ofTasks = !Json.list(tree, "TaskTemplate", "Networks").isEmpty();
        Object old = tree.remove("Networks");
        if (!ofTasks && old instanceof List<?> list && !list.isEmpty()) {
            Json.object(tree, "TaskTemplate").put("Networks", list);
        }
    }

    @SuppressWarnings("unchecked")
    private static void dropAliases(Map<String, Object> tree, List<String> dropped) {
        for (Object network : Json.list(tree, "TaskTemplate", "Networks")) {
            Object aliases = network instanceof Map<?, ?> map ? ((Map<String, Object>) map).remove("Aliases") : null;
            if (aliases instanceof List<?> names && !names.isEmpty()) {
                dropped.add("network aliases " + names
                        + " (services that use them would reach the candidate before it is tested)");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static void require(Map<String, Object> tree, List<String> placement) {
        List<String> missing = new ArrayList<>(placement);
        List<String> present = Json.texts(tree, "TaskTemplate", "Placement", "Constraints");
        missing.removeIf(
                wanted -> present.stream().map(Placement::normalized).anyMatch(Placement.normalized(wanted)::equals));
        if (!missing.isEmpty()) {
            List<Object> all = new ArrayList<>(present);
            all.addAll(missing);
            Json.object(tree, "TaskTemplate", "Placement").put("Constraints", all);
        }
    }
}
