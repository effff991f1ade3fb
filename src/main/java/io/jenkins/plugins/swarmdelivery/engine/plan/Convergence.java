package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How many tasks of a service, or of all services of a release, are healthy. Docker keeps a task in {@code starting}
 * until its health check, if there is one, passes: running means healthy.
 *
 * @param healthy tasks that run, on nodes that are up
 * @param wanted how many tasks there should be
 * @param failures tasks that failed or were rejected, newest first
 * @param waitingFor the states of the other tasks, for people; empty if there are none
 * @param serving whether the service that users reach has a healthy task
 */
public record Convergence(long healthy, long wanted, List<Task> failures, String waitingFor, boolean serving) {

    /** @param nodes of the cluster: a task on a node that is down only seems to run */
    public static Convergence of(Service service, Collection<Task> tasks, List<Node> nodes) {
        Set<String> up = nodes.stream().filter(Node::up).map(Node::id).collect(Collectors.toSet());
        long healthy = tasks.stream()
                .filter(task -> task.running() && up.contains(task.nodeId()))
                .count();
        List<Task> failures = tasks.stream()
                .filter(Task::failed)
                .sorted(Comparator.comparing(Task::at).reversed())
                .toList();
        String others = tasks.stream()
                .filter(task -> task.wanted() && !task.running() && !task.ended())
                .map(task -> task.state() + (task.error().isEmpty() ? "" : " (" + task.error() + ")"))
                .collect(Collectors.groupingBy(state -> state, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        return new Convergence(healthy, wanted(service, nodes), failures, others, healthy > 0);
    }

    /** The sum of several services, each under its name. */
    private static Convergence all(Map<String, Convergence> services, boolean serving) {
        String others = services.entrySet().stream()
                .filter(service -> !service.getValue().waitingFor().isEmpty())
                .map(service -> service.getKey() + ": " + service.getValue().waitingFor())
                .collect(Collectors.joining(", "));
        return new Convergence(
                services.values().stream()
                        .mapToLong(each -> Math.min(each.healthy(), each.wanted()))
                        .sum(),
                services.values().stream().mapToLong(Convergence::wanted).sum(),
                services.values().stream()
                        .flatMap(each -> each.failures().stream())
                        .sorted(Comparator.comparing(Task::at).reversed())
                        .toList(),
                others,
                serving);
    }

    /** Of all services of a release; if one is missing, it is not complete. */
    public static Convergence of(ReleaseServices release, Function<Service, Convergence> look) {
        List<Service> present = release.present();
        if (!release.placed().stack() && !present.isEmpty()) {
            return look.apply(present.get(0));
        }
        Map<String, Convergence> services = new LinkedHashMap<>();
        present.forEach(service -> services.put(service.name(), look.apply(service)));
        boolean serving = release.found()
                .get(0)
                .filter(entry -> services.get(entry.name()).serving())
                .isPresent();
        release.missing().ifPresent(gone -> services.put(gone, new Convergence(0, 1, List.of(), "gone", false)));
        return all(services, serving);
    }

    /** How many tasks a service should have: its replicas, or one for each node that a global service may use. */
    public static long wanted(Service service, List<Node> nodes) {
        return wanted(service.spec(), nodes);
    }

    public static long wanted(ServiceSpec spec, List<Node> nodes) {
        return spec.mode() instanceof ServiceSpec.Mode.Replicated replicated
                ? replicated.replicas()
                : Placement.eligible(spec, nodes).size();
    }

    /** The IDs of the failed tasks. */
    public Set<String> failed() {
        return failures.stream().map(Task::id).collect(Collectors.toSet());
    }

    public boolean complete() {
        return wanted > 0 && healthy >= wanted;
    }

    /** E.g. {@code 2 of 3 tasks healthy, 1 starting, 1 failed: task: non-zero exit (3)}. */
    @Override
    public String toString() {
        return healthy + " of " + wanted + " tasks healthy"
                + (waitingFor.isEmpty() ? "" : ", " + waitingFor)
                + (failures.isEmpty()
                        ? ""
                        : ", " + failures.size() + " failed: " + failures.get(0).reason());
    }
}
