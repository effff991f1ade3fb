package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * A release as a card: what users reach of it, and for a stack every service.
 *
 * @param entry what users reach
 * @param parts empty for a single service
 */
public record ReleaseCard(Status.ServiceStatus entry, List<Part> parts) {
    /**
     * A service of a stack.
     *
     * @param role {@code routed}, {@code colored} or {@code shared}
     */
    public record Part(String role, Status.ServiceStatus status) {}

    /** @param services of an application */
    static List<ReleaseCard> of(List<Status.ServiceStatus> services) {
        return services.stream()
                .filter(service -> service.entry() && !service.role().equals(Role.SHARED.word()))
                .map(entry -> new ReleaseCard(entry, parts(entry, services)))
                .toList();
    }

    private static List<Part> parts(Status.ServiceStatus entry, List<Status.ServiceStatus> services) {
        List<Part> parts = new ArrayList<>();
        if (!entry.placed().stack()) {
            return parts;
        }
        for (PlacedRelease.ServiceRef ref : entry.placed().services()) {
            services.stream()
                    .filter(service -> service.role().equals(entry.role())
                            && service.service().equals(ref.name()))
                    .findFirst()
                    .map(service -> new Part((ref.routed() ? Role.ROUTED : Role.COLORED).word(), service))
                    .ifPresent(parts::add);
        }
        services.stream()
                .filter(service -> service.role().equals(Role.SHARED.word())
                        && service.placed().equals(entry.placed()))
                .map(service -> new Part(service.role(), service))
                .forEach(parts::add);
        return parts;
    }

    public String role() {
        return entry.role();
    }

    public PlacedRelease placed() {
        return entry.placed();
    }

    /** Healthy tasks, of all services. */
    public long healthy() {
        return parts.isEmpty()
                ? entry.healthy()
                : parts.stream()
                        .mapToLong(part ->
                                Math.min(part.status().healthy(), part.status().wanted()))
                        .sum();
    }

    public long wanted() {
        return parts.isEmpty()
                ? entry.wanted()
                : parts.stream().mapToLong(part -> part.status().wanted()).sum();
    }

    /** Errors of tasks, of a stack with the service in front. */
    public List<String> troubles() {
        return parts.isEmpty()
                ? entry.troubles()
                : parts.stream()
                        .flatMap(part -> part.status().troubles().stream()
                                .map(trouble -> part.status().service() + ": " + trouble))
                        .toList();
    }
}
