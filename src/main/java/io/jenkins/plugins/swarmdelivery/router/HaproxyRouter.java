package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * HAProxy as a Swarm service. The durable route is on labels of that service, from which every replica renders its map
 * when it starts; the map of a replica that runs is set through its runtime API. Changing a label restarts nothing.
 */
public final class HaproxyRouter implements TrafficRouter {
    /** So many other writers of the service's labels may come first before this one gives up. */
    private static final int WRITES = 10;
    /** How often replicas that came up meanwhile are looked for. */
    private static final int ROUNDS = 3;

    private final Swarm swarm;
    private final HaproxySettings settings;
    private final HaproxyAdmin admin;
    private final HaproxyReplicas replicas;

    /** @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if the TLS material cannot be used */
    public HaproxyRouter(Swarm swarm, HaproxySettings settings) {
        this.swarm = swarm;
        this.settings = settings;
        this.admin = new HaproxyAdmin(settings);
        this.replicas = new HaproxyReplicas(swarm);
    }

    /** @throws RouterException if the router's service is missing, or a label of it is no route */
    @Override
    public View view(Application application) {
        Service service = service();
        return new View(durable(service, application), askAll(replicas.list(service), application, List.of()));
    }

    private Route durable(Service service, Application application) {
        try {
            return RouteText.fromLabels(service.spec().labels(), application);
        } catch (IllegalArgumentException e) {
            throw new RouterException("a label of service " + settings.service() + ": " + e.getMessage());
        }
    }

    @Override
    public View route(Application application, Route route, Fence fence) {
        List<String> commands = List.of(
                HaproxyMap.set(RouteText.activeKey(application), RouteText.write(route.active())),
                HaproxyMap.set(RouteText.previewKey(application), RouteText.write(route.preview())));
        Service service = writeLabels(application, route, fence);
        Map<String, Replica> answers = new LinkedHashMap<>();
        List<HaproxyReplicas.Found> present = replicas.list(service);
        for (int round = 0; round < ROUNDS; round++) {
            List<HaproxyReplicas.Found> unasked = present.stream()
                    .filter(replica -> !answers.containsKey(replica.task()) || !replica.running())
                    .toList();
            if (unasked.isEmpty()) {
                break;
            }
            fence.requireFresh();
            List<Replica> answered = askAll(unasked, application, commands);
            for (int i = 0; i < unasked.size(); i++) {
                answers.put(unasked.get(i).task(), answered.get(i));
            }
            // One that came up in between may have been made before the label was written.
            present = replicas.list(service);
        }
        List<Replica> proven = new ArrayList<>();
        for (HaproxyReplicas.Found replica : present) {
            proven.add(answers.getOrDefault(replica.task(), HaproxyAnswer.unknown(replica, "came up only now")));
        }
        return new View(route, proven);
    }

    @Override
    public List<Backend> backends(Application application, Color color) {
        Service service = service();
        List<BackendName> names = names(service, application, color);
        String[] commands = names.stream().map(HaproxyStats::command).toArray(String[]::new);
        return HaproxyReplicas.askAll(replicas.list(service), replica -> {
            try {
                return HaproxyAnswer.backend(replica, names, admin.ask(socket(replica), commands));
            } catch (IOException e) {
                return HaproxyAnswer.noBackend(replica, e);
            }
        });
    }

    /** One session with each replica: most of what a question takes is its handshake. */
    @Override
    public Look look(Application application, Color color) {
        Service service = service();
        Route durable = durable(service, application);
        List<BackendName> names = names(service, application, color);
        String[] commands = Stream.concat(
                        Stream.of(HaproxyMap.SHOW), names.stream().map(HaproxyStats::command))
                .toArray(String[]::new);
        List<HaproxyAnswer> answers = HaproxyReplicas.askAll(replicas.list(service), replica -> {
            try {
                return HaproxyAnswer.both(replica, application, names, admin.ask(socket(replica), commands));
            } catch (IOException e) {
                return new HaproxyAnswer(HaproxyAnswer.noReplica(replica, e), HaproxyAnswer.noBackend(replica, e));
            }
        });
        return new Look(
                new View(durable, answers.stream().map(HaproxyAnswer::replica).toList()),
                answers.stream().map(HaproxyAnswer::backend).toList());
    }

    /** The backends of a color by the label of the router's service; without one, that of its only service. */
    private static List<BackendName> names(Service service, Application application, Color color) {
        return RoutedHosts.read(service.spec().labels())
                .orElse(RoutedHosts.untold(Set.of()))
                .backends(application, color);
    }

    @Override
    public Addresses addresses(Application application) {
        Service service = service();
        List<HaproxyReplicas.Found> running = replicas.list(service).stream()
                .filter(HaproxyReplicas.Found::running)
                .toList();
        Map<String, String> labels = service.spec().labels();
        RoutedHosts hosts = RoutedHosts.read(labels).orElseGet(() -> RoutedHosts.untold(applications(labels, running)));
        return new HaproxyAddresses(settings, hosts, running).of(application);
    }

    @Override
    public List<RouteRule> rules(Application application) {
        return RoutedHosts.read(service().spec().labels())
                .filter(hosts -> hosts.knows(application))
                .map(hosts -> hosts.rules(application))
                .orElse(List.of());
    }

    @Override
    public Inside inside() {
        List<String> networks = service().spec().networks().stream()
                .flatMap(network -> Json.text(network, "Target").stream())
                .toList();
        return new Inside(
                networks,
                "http://" + settings.service() + ":" + settings.ports().service());
    }

    /** Those that the replicas' configuration names; where none of them says, those that have a route. */
    private Set<String> applications(Map<String, String> labels, List<HaproxyReplicas.Found> running) {
        Set<String> configured = new TreeSet<>();
        HaproxyReplicas.askAll(running, this::routes).forEach(map -> configured.addAll(RouteText.applications(map)));
        return configured.isEmpty() ? RouteText.routed(labels) : configured;
    }

    private Set<String> routes(HaproxyReplicas.Found replica) {
        try {
            return HaproxyMap.parse(admin.ask(socket(replica), HaproxyMap.SHOW)).keySet();
        } catch (IOException e) {
            return Set.of();
        }
    }

    /** Labels of other applications are on the same service, so a conflict mostly means that one of them was first. */
    private Service writeLabels(Application application, Route route, Fence fence) {
        SwarmException.Conflict last = null;
        for (int i = 0; i < WRITES; i++) {
            try {
                Service read = service();
                Map<String, String> labels = read.spec().labels();
                Map<String, String> changed = RouteText.intoLabels(labels, application, route);
                if (changed.equals(labels)) {
                    return read;
                }
                // The lease is looked at after the labels were read: whoever takes it from now on either writes after
                // this,
                // or before, and then Docker refuses this write.
                fence.requireHeld();
                return swarm.update(
                        read, read.spec().withLabels(RouteText.writtenBy(changed, application, route, fence.holder())));
            } catch (SwarmException.Conflict e) {
                last = e;
            } catch (SwarmException.Unavailable e) {
                // Says nothing about the router: whoever waits for the Swarm tries again then.
                throw e;
            } catch (SwarmException e) {
                throw notWritten(e);
            }
        }
        throw notWritten(last);
    }

    private RouterException notWritten(SwarmException cause) {
        return new RouterException(
                "the labels of service " + settings.service() + " could not be written: " + cause.getMessage(), cause);
    }

    private Service service() {
        return swarm.service(settings.service())
                .orElseThrow(() -> new RouterException("the Swarm has no service " + settings.service()
                        + " that could route; set it up with swarm-delivery router init"));
    }

    /** All replicas at the same moment. */
    private List<Replica> askAll(List<HaproxyReplicas.Found> found, Application application, List<String> commands) {
        SessionBarrier barrier = new SessionBarrier(admin, found.size());
        return HaproxyReplicas.askAll(found, replica -> ask(replica, barrier, application, commands));
    }

    private Replica ask(
            HaproxyReplicas.Found replica, SessionBarrier barrier, Application application, List<String> commands) {
        List<String> all = new ArrayList<>(commands);
        all.add(HaproxyMap.SHOW);
        try {
            String answer = barrier.ask(() -> socket(replica), all.toArray(String[]::new));
            return HaproxyAnswer.replica(replica, application, answer);
        } catch (IOException e) {
            return HaproxyAnswer.noReplica(replica, e);
        }
    }

    private InetSocketAddress socket(HaproxyReplicas.Found replica) throws IOException {
        if (!replica.running()) {
            throw new IOException("does not run yet (" + replica.state() + ")");
        }
        return replica.socket(settings.ports().admin())
                .orElseThrow(() -> new IOException("publishes no host-mode port for its admin port "
                        + settings.ports().admin()));
    }
}
