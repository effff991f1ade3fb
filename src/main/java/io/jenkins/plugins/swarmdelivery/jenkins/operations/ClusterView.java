package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A cluster as last seen. Immutable, so that a page can take its time.
 *
 * @param cluster its name
 * @param seenAt when it last responded; empty if it never has to this Jenkins
 * @param triedAt when it was last queried; empty before the first time
 * @param problem why it did not respond then; empty if it did
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
