package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.Platform;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.List;
import java.util.Optional;

/** Checks that the cluster has what a candidate needs, beside the live release. */
final class PlanChecks {
    private final Cluster cluster;
    private final CandidateSpec candidate;
    private final ServiceSpec spec;
    private final List<Node> nodes;
    private final Role role;
    private final List<String> coming;
    private final List<Node> eligible;
    private final long tasks;
    private final boolean dropPorts;
    private final List<String> problems;
    private final List<String> warnings;
    /** Read when first needed. */
    private List<Service> services;

    /**
     * What is checked.
     *
     * @param coming names of the networks that are created with the release
     * @param dropPorts whether the candidate may drop the ports that its base publishes
     */
    record Subject(CandidateSpec candidate, Role role, List<String> coming, boolean dropPorts) {}

    PlanChecks(Cluster cluster, Subject subject, List<Node> nodes, Findings findings) {
        this.cluster = cluster;
        this.candidate = subject.candidate();
        this.role = subject.role();
        this.coming = subject.coming();
        this.spec = candidate.spec();
        this.nodes = nodes;
        this.eligible = Placement.eligible(spec, nodes);
        this.tasks = Convergence.wanted(spec, nodes);
        this.dropPorts = subject.dropPorts();
        this.problems = findings.problems();
        this.warnings = findings.warnings();
    }

    void run(Optional<Neighbors> neighbors) {
        if (role.ofColor()) {
            mode();
        }
        nodes();
        reservations();
        networks();
        if (role.ofColor()) {
            volumes();
            ports();
            healthCheck();
        }
        if (role == Role.ROUTED) {
            problems.addAll(ExpectedTexts.of(List.of(spec.labels())).problems());
        }
        candidate.dropped().forEach(dropped -> warnings.add("not carried over: " + dropped));
        neighbors.ifPresent(known -> warnings.addAll(known.warnings(services())));
    }

    private List<Service> services() {
        if (services == null) {
            services = cluster.swarm().services();
        }
        return services;
    }

    private void mode() {
        if (spec.mode() instanceof ServiceSpec.Mode.Other other) {
            problems.add("mode " + other.name() + " cannot be delivered blue-green; use Replicated or Global");
        } else if (tasks < 1 && !eligible.isEmpty() && role == Role.ROUTED) {
            problems.add("the candidate would have no tasks; scale up the live service, or set the number of replicas");
        }
    }

    private void nodes() {
        List<Node> matching = Placement.matching(spec, nodes);
        if (eligible.isEmpty() && !matching.isEmpty()) {
            problems.add("the image is for " + Platform.of(spec) + ", the nodes that may take tasks are "
                    + matching.stream().map(PlanChecks::platform).distinct().toList()
                    + "; build the image for one of these, or change the constraints");
        } else if (eligible.isEmpty()) {
            problems.add("no active node matches the constraints " + spec.constraints()
                    + "; label a node, or change the constraints");
        }
        Optional<Long> most = Json.number(spec.tree(), "TaskTemplate", "Placement", "MaxReplicas");
        if (most.isPresent() && most.get() > 0 && Reservations.times(most.get(), eligible.size()) < tasks) {
            problems.add(tasks + " tasks do not fit on " + eligible.size() + " eligible nodes with at most "
                    + most.get() + " each (MaxReplicas)");
        }
    }

    private static Platform platform(Node node) {
        return new Platform(node.os(), node.architecture());
    }

    private void reservations() {
        Reservations wanted = Reservations.of(spec, tasks);
        if (!wanted.none()) {
            wanted.check("the candidate reserves", eligible, services(), new Findings(warnings, problems));
        }
    }

    private void networks() {
        JoinedNetworks joined = JoinedNetworks.of("the candidate", spec, cluster, coming);
        // Only a routed service has to share a network with the router.
        joined.problems().stream()
                .filter(problem -> role == Role.ROUTED || problem.startsWith("network "))
                .forEach(problems::add);
        joined.overlays().forEach(this::addresses);
    }

    private void addresses(Swarm.OverlayNetwork network) {
        long free = network.freeAddresses();
        String text = "network " + network.name() + " has " + free + " free addresses, the candidate needs " + tasks
                + ", and one more for each node that joins it; retire a release, or use a larger subnet";
        if (free >= 0 && free < tasks) {
            problems.add(text);
        } else if (free >= 0 && free < tasks + eligible.size()) {
            warnings.add(text);
        }
    }

    private void volumes() {
        for (Object mount : Json.list(spec.tree(), "TaskTemplate", "ContainerSpec", "Mounts")) {
            boolean shared = !Json.text(mount, "Type").equals(Optional.of("tmpfs")) && !Json.flag(mount, "ReadOnly");
            if (shared && Json.text(mount, "Source").isPresent()) {
                warnings.add(Json.text(mount, "Source").get()
                        + " is mounted for writing by both colors at once; make sure that the application"
                        + " supports this");
            }
        }
    }

    private void ports() {
        if (candidate.ports().isEmpty()) {
            return;
        }
        String text = "the service publishes ports itself (" + Json.canonical(candidate.ports()) + ")";
        if (dropPorts) {
            warnings.add(text + "; the candidate does not: they cannot be reached once the service is retired");
        } else {
            problems.add(text + ", which two colors cannot share: their users would be cut off. Publish them on"
                    + " the router, then deliver with --drop-ports");
        }
    }

    private void healthCheck() {
        if (!spec.declaresHealthCheck().orElse(true)) {
            warnings.add("the health check is disabled: a task counts as healthy as soon as its process runs");
        } else if (spec.declaresHealthCheck().isEmpty()) {
            warnings.add("the spec has no health check: unless the image has one, a task counts as healthy as soon as"
                    + " its process runs; a stability time helps");
        }
    }
}
