package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The spec of a candidate: the base's own, with the few edits without which it could not stand beside the live release
 * unseen.
 *
 * @param spec what will be created
 * @param left what the candidate does not carry over, for a person
 * @param ports that the base publishes and the candidate must not
 */
record CandidateSpec(ServiceSpec spec, List<String> left, List<Object> ports) {
    private static final String TRAEFIK = "traefik.";
    /** Those that its router takes over. */
    private static final Pattern TAKEN = Pattern.compile("traefik\\.(?!tcp\\.|udp\\.).*");

    /** Labels by which a router would serve the candidate at once, or a stack deploy would remove it. */
    private static final List<String> FOREIGN = List.of(TRAEFIK, "com.df.", "com.docker.stack.");

    /**
     * What a candidate gets of its own.
     *
     * @param replicas how many tasks; empty: as many as the base has
     * @param placement constraints beside those of the base
     * @param former the name of the hand-made service that it follows, if it does
     * @param delivery whose candidate it is
     */
    record Edits(
            Application application,
            Optional<Long> replicas,
            List<String> placement,
            Optional<String> former,
            String delivery) {}

    /** @param routed labels that the router needs on it; those of Traefik in the base are taken over then */
    static CandidateSpec of(ServiceSpec base, PlacedRelease candidate, Edits edits, Map<String, String> routed) {
        List<String> left = new ArrayList<>();
        ServiceSpec named = base.withName(candidate.service())
                .withImage(candidate.release().image())
                .withLabels(labels(base, candidate, edits, routed, left));
        ServiceSpec remembering = edits.former()
                .map(name -> named.edited(tree -> Json.object(tree, "Labels").put(Labels.ADOPTED, name)))
                .orElse(named);
        ServiceSpec edited = remembering.edited(tree -> {
            moveNetworks(tree);
            // Those of a stack's service are on its color's own network.
            if (!base.labels().containsKey(Labels.SERVICE)) {
                dropAliases(tree, left);
            }
            require(tree, edits.placement());
            if (Json.at(tree, "EndpointSpec", "Ports") != null) {
                Json.object(tree, "EndpointSpec").remove("Ports");
            }
        });
        boolean replicated = edited.mode() instanceof ServiceSpec.Mode.Replicated;
        ServiceSpec scaled =
                replicated ? edits.replicas().map(edited::withReplicas).orElse(edited) : edited;
        return new CandidateSpec(scaled, List.copyOf(left), base.publishedPorts());
    }

    /** Without the labels that the router has made for the color: what the user wrote is kept beside them. */
    static ServiceSpec withoutRouting(ServiceSpec spec) {
        if (!spec.labels().containsKey(Labels.ROUTER)) {
            return spec;
        }
        Map<String, String> labels = new LinkedHashMap<>(spec.labels());
        labels.keySet().removeIf(name -> name.startsWith(TRAEFIK));
        return spec.withLabels(labels);
    }

    /** A service that both colors use: nothing but its image and its place. */
    static CandidateSpec shared(ServiceSpec base, ImageReference image, List<String> placement) {
        return new CandidateSpec(base.withImage(image).edited(tree -> require(tree, placement)), List.of(), List.of());
    }

    private static Map<String, String> labels(
            ServiceSpec base, PlacedRelease candidate, Edits edits, Map<String, String> routed, List<String> left) {
        Map<String, String> labels = new LinkedHashMap<>();
        base.labels().forEach((name, value) -> {
            boolean taken = !routed.isEmpty() && TAKEN.matcher(name).matches();
            if (FOREIGN.stream().noneMatch(name::startsWith)) {
                labels.put(name, value);
            } else if (!taken) {
                left.add("label " + name + "=" + value + " (a router or a stack would act on it before any test)");
            }
        });
        labels.putAll(routed);
        labels.put(Labels.APPLICATION, edits.application().name());
        labels.put(Labels.COLOR, candidate.color().word());
        labels.put(Labels.RELEASE, candidate.release().version());
        labels.put(Labels.DELIVERY, edits.delivery());
        return labels;
    }

    /** From API 1.44 Docker ignores networks at the top of a spec; they have belonged to the tasks since 1.25. */
    static void moveNetworks(Map<String, Object> tree) {
        boolean ofTasks = !Json.list(tree, "TaskTemplate", "Networks").isEmpty();
        Object old = tree.remove("Networks");
        if (!ofTasks && old instanceof List<?> list && !list.isEmpty()) {
            Json.object(tree, "TaskTemplate").put("Networks", list);
        }
    }

    @SuppressWarnings("unchecked")
    private static void dropAliases(Map<String, Object> tree, List<String> left) {
        for (Object network : Json.list(tree, "TaskTemplate", "Networks")) {
            Object aliases = network instanceof Map<?, ?> map ? ((Map<String, Object>) map).remove("Aliases") : null;
            if (aliases instanceof List<?> names && !names.isEmpty()) {
                left.add("network aliases " + names + " (neighbors that use them would reach the candidate untested)");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static void require(Map<String, Object> tree, List<String> placement) {
        List<String> missing = new ArrayList<>(placement);
        List<String> present = Json.texts(tree, "TaskTemplate", "Placement", "Constraints");
        missing.removeIf(
                wanted -> present.stream().anyMatch(has -> squeezed(has).equals(squeezed(wanted))));
        if (!missing.isEmpty()) {
            List<Object> all = new ArrayList<>(present);
            all.addAll(missing);
            Json.object(tree, "TaskTemplate", "Placement").put("Constraints", all);
        }
    }

    private static String squeezed(String constraint) {
        return constraint.replace(" ", "");
    }
}
