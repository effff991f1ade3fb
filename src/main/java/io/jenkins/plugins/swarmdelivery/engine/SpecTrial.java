package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Has Docker check a candidate's spec before anything is given up for it: creates a service of that spec with no tasks,
 * under a temporary name, and removes it.
 */
final class SpecTrial {
    private static final String SUFFIX = "-check";
    private static final String ROLE = "check";

    private final Swarm swarm;

    SpecTrial(Swarm swarm) {
        this.swarm = swarm;
    }

    /** The name of the trial for a spec. */
    static String name(ServiceSpec candidate) {
        return candidate.name() + SUFFIX;
    }

    /** The name of the trial for a service of a candidate. */
    static String name(PlacedRelease.ServiceRef ref) {
        return ref.name() + SUFFIX;
    }

    /**
     * Tries the spec. May be repeated after a failure, also by another run: it first removes what is left of an earlier
     * trial.
     *
     * @param candidate spec to create, with the delivery's label
     * @return why Docker refuses it; empty: Docker accepts it. Nothing of the trial is left
     * @throws SwarmException.Unavailable if that is not known; the trial's service may be left
     * @throws SwarmException.Conflict if another run tries the same spec at this moment; likewise
     */
    Optional<String> refusal(ServiceSpec candidate) {
        Optional<Service> there = swarm.service(name(candidate));
        if (there.filter(SpecTrial::foreign).isPresent()) {
            return Optional.of("service " + name(candidate) + " exists, but is not a trial of a spec; remove it");
        }
        there.map(Service::id).ifPresent(swarm::remove);
        Service accepted;
        try {
            accepted = swarm.create(trial(candidate));
        } catch (SwarmException.Rejected | SwarmException.NotFound e) {
            return Optional.of("Docker refuses the candidate's spec: " + e.getMessage());
        }
        swarm.remove(accepted.id());
        return Optional.empty();
    }

    private static boolean foreign(Service service) {
        return !ROLE.equals(service.spec().labels().get(Labels.ROLE));
    }

    /** The spec without a color, so that it does not count as a release. */
    private static ServiceSpec trial(ServiceSpec candidate) {
        Map<String, String> labels = new LinkedHashMap<>(candidate.labels());
        labels.remove(Labels.COLOR);
        labels.remove(Labels.RELEASE);
        labels.put(Labels.ROLE, ROLE);
        return candidate
                .withName(name(candidate))
                .withLabels(labels)
                .edited(tree -> tree.put("Mode", Map.of("Replicated", Map.of("Replicas", 0L))));
    }
}
