package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tasks of the router's service: where each listens, and a way to ask all of them at once. */
final class HaproxyReplicas {
    static final int AT_ONCE = 32;

    private final Swarm swarm;

    HaproxyReplicas(Swarm swarm) {
        this.swarm = swarm;
    }

    /**
     * @param task Docker's id
     * @param name for a person: node and address
     * @param host the node's address
     * @param ports that the node publishes for it, by the port inside the container
     * @param running false while it is on its way. Docker gives a task its service's labels when it makes it, not when
     *     it starts, so this one may come up with an older route than the one that is set meanwhile (measured)
     * @param state Docker's word
     */
    record Found(String task, String name, String host, Map<Integer, Integer> ports, boolean running, String state) {
        Optional<InetSocketAddress> socket(int target) {
            return Optional.ofNullable(ports.get(target)).map(port -> new InetSocketAddress(host, port));
        }
    }

    /**
     * Those that run or are about to, in the order of their names. Left out are those on nodes that are down, and
     * tasks that have no node: a global service has none of these.
     */
    List<Found> list(Service service) {
        Map<String, Node> nodes = swarm.nodes().stream()
                .filter(Node::up)
                .collect(Collectors.toMap(Node::id, Function.identity(), (first, second) -> first));
        List<Found> found = new ArrayList<>();
        for (Task task : swarm.tasks(service)) {
            Node node = nodes.get(task.nodeId());
            if (node != null && task.wanted() && !task.ended()) {
                found.add(found(service, task, node));
            }
        }
        found.sort(Comparator.comparing(Found::name).thenComparing(Found::task));
        return found;
    }

    private static Found found(Service service, Task task, Node node) {
        Map<Integer, Integer> ports = new HashMap<>();
        // Docker forgets the ports of tasks that run on, on other nodes, when the only manager restarts (measured with
        // 20.10); what the service asks for is what they have.
        if (task.running()) {
            ports.putAll(asked(service));
        }
        task.hostPorts().stream()
                .filter(port -> isPort(port.published()))
                .forEach(port -> ports.put(port.target(), port.published()));
        String name = node.hostname() + " " + node.address();
        return new Found(task.id(), name, node.address(), ports, task.running(), task.state());
    }

    private static boolean isPort(int number) {
        return number > 0 && number < 1 << 16;
    }

    /** The ports that the service names for its nodes, by the port inside; not those that Docker is to choose. */
    private static Map<Integer, Integer> asked(Service service) {
        Map<Integer, Integer> asked = new HashMap<>();
        for (Object port : service.spec().publishedPorts()) {
            boolean host = Json.text(port, "PublishMode").filter("host"::equals).isPresent();
            int published = Json.number(port, "PublishedPort").orElse(0L).intValue();
            if (host && isPort(published)) {
                asked.put(Json.number(port, "TargetPort").orElse(0L).intValue(), published);
            }
        }
        return asked;
    }

    /** Asks all at once, each on its own thread; answers come in the order of the replicas. */
    static <T> List<T> askAll(List<Found> replicas, Function<Found, T> question) {
        if (replicas.isEmpty()) {
            return List.of();
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(replicas.size(), AT_ONCE), task -> {
            Thread thread = new Thread(task, "swarm-delivery router");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<T>> asked = new ArrayList<>();
            for (Found replica : replicas) {
                asked.add(threads.submit(() -> question.apply(replica)));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : asked) {
                answers.add(answer.get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RouterException("interrupted while asking the router's replicas", e);
        } catch (ExecutionException e) {
            throw new RouterException("asking the router's replicas failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
