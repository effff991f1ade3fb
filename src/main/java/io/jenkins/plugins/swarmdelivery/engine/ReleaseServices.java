package io.jenkins.plugins.swarmdelivery.engine;

import java.util.List;
import java.util.Optional;

/**
 * The services of a release as the Swarm has them.
 *
 * @param found in the order of the release's services; empty where there is none
 */
record ReleaseServices(PlacedRelease placed, List<Optional<Service>> found) {
    static ReleaseServices of(Swarm swarm, PlacedRelease placed) {
        return new ReleaseServices(
                placed,
                placed.services().stream()
                        .map(ref -> ref.id().isEmpty() ? Optional.<Service>empty() : swarm.service(ref.id()))
                        .toList());
    }

    /** None of them is there. */
    boolean gone() {
        return present().isEmpty();
    }

    /** All of them are there. */
    boolean whole() {
        return found.stream().allMatch(Optional::isPresent);
    }

    List<Service> present() {
        return found.stream().flatMap(Optional::stream).toList();
    }

    /** The first service that is not there, for a person. */
    Optional<String> missing() {
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).isEmpty()) {
                return Optional.of("service " + placed.services().get(i).name() + " of " + placed + " is gone");
            }
        }
        return Optional.empty();
    }
}
