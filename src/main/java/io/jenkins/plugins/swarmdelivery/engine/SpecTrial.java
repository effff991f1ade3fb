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
 * Lets Docker itself judge a candidate's spec before anything is given up for it: a service of that spec without tasks,
 * under a throw-away name, is created and removed again.
 */
final class SpecTrial {
    private static final String SUFFIX = "-check";
    private static final String ROLE = "check";

    private final Swarm swarm;

    SpecTrial(Swarm swarm) {
        this.swarm = swarm;
    }

    /** What a candidate of this spec is tried as. */
    static String name(ServiceSpec candidate) {
        return candidate.name() + SUFFIX;
    }

    /** What a service of a candidate is tried as. */
    static String name(PlacedRelease.ServiceRef ref) {
        return ref.name() + SUFFIX;
    }

    /**
     * May be called again after a failure, or by another run: what is left of an earlier trial is removed first, and
     * last.
     *
     * @param candidate as it would be created, with the delivery's label
     * @return why Docker refuses it; empty: it accepted, and nothing of the trial is left
     * @throws SwarmException.Unavailable if that is not known; something may be left then
     * @throws SwarmException.Conflict if another run tries the same at this moment; likewise
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

    /** Without a color, so that nobody takes it for a release. */
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
