package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks whether the kept releases could still be started: everything that their specs name must exist. */
public final class Restorable {
    private final Cluster cluster;

    public Restorable(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What is missing, by release number, oldest first; without the releases that lack nothing. */
    public Map<Integer, List<String>> missing(Application application) {
        Map<Integer, List<String>> missing = new LinkedHashMap<>();
        for (int number : cluster.ledgers().keptReleases(application)) {
            List<String> each = cluster.ledgers()
                    .kept(application, number)
                    .map(this::missing)
                    .orElse(List.of("its spec is no longer kept"));
            if (!each.isEmpty()) {
                missing.put(number, each);
            }
        }
        return missing;
    }

    private List<String> missing(ReleaseSpec release) {
        return release.parts().stream()
                .filter(part -> part.role() != Role.JOB)
                .flatMap(part -> missing(part.spec()).stream())
                .distinct()
                .toList();
    }

    private List<String> missing(ServiceSpec spec) {
        List<String> missing =
                new ArrayList<>(References.found(spec, cluster.swarm()).problems());
        image(ImageReference.parse(spec.image())).ifPresent(missing::add);
        return missing;
    }

    /** Why the image cannot be pulled; empty if it can, or if the registry cannot be asked. */
    private Optional<String> image(ImageReference image) {
        try {
            cluster.registry().resolve(image);
            return Optional.empty();
        } catch (SwarmException.NotFound e) {
            return Optional.of(
                    "image " + image + " is no longer in its registry; only nodes that have it can start it");
        } catch (SwarmException e) {
            return Optional.empty();
        }
    }
}
