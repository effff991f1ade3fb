package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;

/**
 * What tasks reserve of their nodes. No number in a spec is too large: sums and products are capped at the largest one.
 *
 * @param memory in bytes
 * @param cpus in billionths
 */
record Reservations(long memory, long cpus) {
    static final Reservations NONE = new Reservations(0, 0);

    /** Of so many tasks. */
    static Reservations of(ServiceSpec spec, long tasks) {
        return new Reservations(times(each(spec, "MemoryBytes"), tasks), times(each(spec, "NanoCPUs"), tasks));
    }

    private static long each(ServiceSpec spec, String resource) {
        return Json.number(spec.tree(), "TaskTemplate", "Resources", "Reservations", resource)
                .orElse(0L);
    }

    boolean none() {
        return memory == 0 && cpus == 0;
    }

    Reservations and(Reservations other) {
        return new Reservations(plus(memory, other.memory), plus(cpus, other.cpus));
    }

    /**
     * Compares with the sum of all nodes that may take the tasks, which finds only what can never fit; if the space is
     * fragmented, tasks stay pending.
     *
     * @param who reserves it, e.g. {@code the candidate reserves}
     * @param services that run now
     */
    void check(String who, List<Node> nodes, List<Service> services, Findings findings) {
        Reservations taken = services.stream()
                .map(service -> of(service.spec(), Planner.replicas(service).orElse(1L)))
                .reduce(NONE, Reservations::and);
        Reservations have = new Reservations(
                nodes.stream().mapToLong(Node::memoryBytes).sum(),
                nodes.stream().mapToLong(Node::nanoCpus).sum());
        check(who + " " + memory + " of memory (bytes)", memory, have.memory, taken.memory, findings);
        check(who + " " + cpus + " of CPUs (billionths)", cpus, have.cpus, taken.cpus, findings);
    }

    private static void check(String what, long wanted, long have, long taken, Findings findings) {
        if (wanted > have) {
            findings.problems().add(what + ", all eligible nodes together have " + have);
        } else if (wanted > have - taken) {
            findings.warnings()
                    .add(what + "; of " + have + " on eligible nodes, up to " + taken
                            + " are already reserved, so it may not fit beside the live release");
        }
    }

    private static long plus(long sum, long more) {
        return sum + Math.min(more, Long.MAX_VALUE - sum);
    }

    /** 0 if one of them is negative. */
    static long times(long each, long number) {
        if (each <= 0 || number <= 0) {
            return 0;
        }
        return each > Long.MAX_VALUE / number ? Long.MAX_VALUE : each * number;
    }
}
