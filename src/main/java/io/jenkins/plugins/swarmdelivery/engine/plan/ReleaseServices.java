package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The services of a release, as found in the Swarm.
 *
 * @param found in the order of the release's services; empty for a service that does not exist
 */
public record ReleaseServices(PlacedRelease placed, List<Optional<Service>> found) {
    public static ReleaseServices of(Swarm swarm, PlacedRelease placed) {
        if (placed.services().size() == 1) {
            String id = placed.serviceId();
            return new ReleaseServices(placed, List.of(id.isEmpty() ? Optional.empty() : swarm.service(id)));
        }
        Map<String, Service> there = swarm
                .services(placed.services().stream()
                        .filter(ref -> !ref.id().isEmpty())
                        .map(PlacedRelease.ServiceRef::name)
                        .toList())
                .stream()
                .collect(Collectors.toMap(Service::id, service -> service));
        return new ReleaseServices(
                placed,
                placed.services().stream()
                        .map(ref -> Optional.ofNullable(there.get(ref.id())))
                        .toList());
    }

    /** Whether none of them exists. */
    public boolean gone() {
        return present().isEmpty();
    }

    /** Whether all of them exist. */
    public boolean complete() {
        return found.stream().allMatch(Optional::isPresent);
    }

    public List<Service> present() {
        return found.stream().flatMap(Optional::stream).toList();
    }

    /** The first service that does not exist, for people. */
    public Optional<String> missing() {
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).isEmpty()) {
                return Optional.of("service " + placed.services().get(i).name() + " of " + placed + " is gone");
            }
        }
        return Optional.empty();
    }
}
