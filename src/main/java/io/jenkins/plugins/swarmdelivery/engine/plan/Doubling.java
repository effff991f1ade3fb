package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the services of a stack need together while they run beside the live release: what fits one by one need not fit as
 * a whole. Services that start only at the switch take the place of those of the other color.
 */
final class Doubling {
    private final List<Part> parts;
    private final List<Node> nodes;
    /** Networks of the color: what holds addresses there is removed before the candidate starts. */
    private final Set<String> own;

    Doubling(ReleaseSpec release, List<Node> nodes) {
        this.parts = release.colored().stream().filter(part -> !part.atSwitch()).toList();
        this.nodes = nodes;
        this.own = release.objects().networks().stream()
                .filter(body -> Json.text(body, "Labels", Labels.COLOR).isPresent())
                .flatMap(body -> Json.text(body, "Name").stream())
                .collect(Collectors.toSet());
    }

    private long tasks(Part part) {
        return Convergence.wanted(part.spec(), nodes);
    }

    private Reservations reserved() {
        return parts.stream()
                .map(part -> Reservations.of(part.spec(), tasks(part)))
                .reduce(Reservations.NONE, Reservations::and);
    }

    /** For people. */
    String step(boolean first) {
        Reservations reserved = reserved();
        String needed = reserved.none()
                ? "they reserve neither memory nor CPUs"
                : "together they reserve " + (reserved.memory() >> 20) + " MiB of memory and "
                        + BigDecimal.valueOf(reserved.cpus(), 9)
                                .stripTrailingZeros()
                                .toPlainString() + " CPUs";
        return "run " + parts.stream().mapToLong(this::tasks).sum() + " tasks of " + parts.size() + " services"
                + (first ? "" : " beside the live release") + "; " + needed;
    }

    /** Adds what does not fit as a whole; {@link PlanChecks} has told of each service alone. */
    void check(Cluster cluster, Findings findings) {
        long reserving = parts.stream()
                .filter(part -> !Reservations.of(part.spec(), 1).none())
                .count();
        if (reserving > 1) {
            reserved()
                    .check(
                            "the services of the color reserve together",
                            eligible(),
                            cluster.swarm().services(),
                            findings);
        }
        parts.stream()
                .flatMap(part -> part.spec().networks().stream())
                .flatMap(network -> Json.text(network, "Target").stream())
                .distinct()
                .filter(target -> !own.contains(target))
                .forEach(target ->
                        cluster.swarm().network(target).ifPresent(there -> addresses(target, there, findings)));
    }

    private void addresses(String target, Swarm.OverlayNetwork network, Findings findings) {
        List<Long> tasks = parts.stream()
                .filter(part -> part.spec().networks().stream()
                        .anyMatch(joined -> Json.text(joined, "Target").equals(Optional.of(target))))
                .map(this::tasks)
                .toList();
        long wanted = tasks.stream().mapToLong(Long::longValue).sum();
        long free = network.freeAddresses();
        if (free >= 0 && free < wanted && tasks.stream().allMatch(each -> each <= free)) {
            findings.warnings()
                    .add("network " + network.name() + " has " + free
                            + " free addresses, the services of the color need " + wanted
                            + " together; retire a release, or use a larger subnet");
        }
    }

    private List<Node> eligible() {
        return nodes.stream()
                .filter(node -> parts.stream()
                        .anyMatch(part ->
                                !Placement.eligible(part.spec(), List.of(node)).isEmpty()))
                .toList();
    }
}
