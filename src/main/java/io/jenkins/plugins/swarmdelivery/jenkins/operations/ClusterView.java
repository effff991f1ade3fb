package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A cluster as it was seen last. Never changed: a page can take its time over it.
 *
 * @param cluster its name
 * @param seenAt when it has answered last; empty where it never has, to this Jenkins
 * @param triedAt when it was asked last; empty before the first time
 * @param problem why it did not answer then; empty where it did
 * @param applications by name
 */
public record ClusterView(
        String cluster,
        Optional<Instant> seenAt,
        Optional<Instant> triedAt,
        String problem,
        List<ApplicationView> applications) {
    static ClusterView unseen(String cluster) {
        return new ClusterView(cluster, Optional.empty(), Optional.empty(), "", List.of());
    }

    ClusterView failing(String why, Instant now) {
        return new ClusterView(cluster, seenAt, Optional.of(now), why, applications);
    }

    public Optional<ApplicationView> application(String name) {
        return applications.stream().filter(view -> view.name().equals(name)).findFirst();
    }
}
