package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Hosts;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.io.IOException;
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

/** Lists the router's tasks with the ports they listen on, and queries them concurrently. */
final class RouterReplicas {
    static final int MAX_CONCURRENT = 32;

    private final Swarm swarm;

    RouterReplicas(Swarm swarm) {
        this.swarm = swarm;
    }

    /**
     * @param task Docker's task ID
     * @param name the display name: node and address
     * @param host the address of the node
     * @param ports the published ports, by container port
     * @param running false while the task is starting. A task gets the labels of its service when Docker creates it,
     *     not when it starts, so it may start with an outdated route (measured)
     * @param state the task state as Docker reports it
     */
    record ReplicaTask(
            String task, String name, String host, Map<Integer, Integer> ports, boolean running, String state) {
        Optional<InetSocketAddress> socket(int target) {
            return Optional.ofNullable(ports.get(target)).map(port -> new InetSocketAddress(host, port));
        }
    }

    /** @throws IOException if the address leads to a replica only from its own network; the message has the remedy */
    static void requireReachable(InetSocketAddress address) throws IOException {
        Optional<String> objection = Hosts.linkLocal(address.getHostString());
        if (objection.isPresent()) {
            throw new IOException(objection.get()
                    + ". Let the node join the Swarm by such an address, with docker swarm join --advertise-addr");
        }
    }

    /**
     * Lists running and starting tasks, sorted by name. Skips tasks on nodes that are down and tasks without a node,
     * which a global service does not have.
     */
    List<ReplicaTask> list(Service service) {
        Map<String, Node> nodes = swarm.nodes().stream()
                .filter(Node::up)
                .collect(Collectors.toMap(Node::id, Function.identity(), (first, second) -> first));
        List<ReplicaTask> found = new ArrayList<>();
        for (Task task : swarm.tasks(service)) {
            Node node = nodes.get(task.nodeId());
            if (node != null && task.wanted() && !task.ended()) {
                found.add(replicaTask(service, task, node));
            }
        }
        found.sort(Comparator.comparing(ReplicaTask::name).thenComparing(ReplicaTask::task));
        return found;
    }

    private static ReplicaTask replicaTask(Service service, Task task, Node node) {
        Map<Integer, Integer> ports = new HashMap<>();
        // When the only manager restarts, Docker forgets the ports of running tasks on other nodes (measured with
        // 20.10). The ports in the service's spec still apply.
        if (task.running()) {
            ports.putAll(publishedPorts(service));
        }
        task.hostPorts().stream()
                .filter(port -> isPort(port.published()))
                .forEach(port -> ports.put(port.target(), port.published()));
        String name = node.hostname() + " " + node.address();
        return new ReplicaTask(task.id(), name, node.address(), ports, task.running(), task.state());
    }

    private static boolean isPort(int number) {
        return number > 0 && number < 1 << 16;
    }

    /**
     * Returns the host-mode ports in the service's spec, by container port; ports that Docker chooses are not in the
     * spec.
     */
    private static Map<Integer, Integer> publishedPorts(Service service) {
        Map<Integer, Integer> ports = new HashMap<>();
        for (Object port : service.spec().publishedPorts()) {
            boolean host = Json.text(port, "PublishMode").filter("host"::equals).isPresent();
            int published = Json.number(port, "PublishedPort").orElse(0L).intValue();
            if (host && isPort(published)) {
                ports.put(Json.number(port, "TargetPort").orElse(0L).intValue(), published);
            }
        }
        return ports;
    }

    /** Queries all replicas concurrently, each on its own thread; the results are in the order of the replicas. */
    static <T> List<T> queryAll(List<ReplicaTask> replicas, Function<ReplicaTask, T> query) {
        if (replicas.isEmpty()) {
            return List.of();
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(replicas.size(), MAX_CONCURRENT), task -> {
            Thread thread = new Thread(task, "swarm-delivery router");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<T>> pending = new ArrayList<>();
            for (ReplicaTask replica : replicas) {
                pending.add(threads.submit(() -> query.apply(replica)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : pending) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RouterException("interrupted while querying the router replicas", e);
        } catch (ExecutionException e) {
            throw new RouterException("querying the router replicas failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
