package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Writes pauses as routes are written: a label of the service first, then the map of every replica. */
final class HaproxyPauses {
    private final Swarm swarm;
    private final HaproxySettings settings;
    private final HaproxyAdmin admin;
    private final ReplicaMaps maps;
    private final Supplier<Instant> clock;

    /** @param clock of the managers */
    HaproxyPauses(Swarm swarm, HaproxySettings settings, HaproxyAdmin admin, Supplier<Instant> clock) {
        this.swarm = swarm;
        this.settings = settings;
        this.admin = admin;
        this.maps = new ReplicaMaps(swarm, settings, admin);
        this.clock = clock;
    }

    /**
     * What the running replicas say against a pause.
     *
     * @param lacking those without rules for one
     * @param silent those that do not answer
     */
    record Objections(List<String> lacking, List<String> silent) {}

    /** Asks every replica: its configuration may be older than the labels of the service. */
    Objections objections(Service service) {
        List<RouterReplicas.ReplicaTask> running = new RouterReplicas(swarm)
                .list(service).stream()
                        .filter(RouterReplicas.ReplicaTask::running)
                        .toList();
        Objections found = new Objections(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
        RouterReplicas.queryAll(running, replica -> {
            try {
                if (!PauseRules.listed(admin.send(maps.socket(replica), PauseRules.SHOW))) {
                    found.lacking().add(replica.name());
                }
            } catch (IOException e) {
                found.silent().add(HaproxyResponse.failedReplica(replica, e).toString());
            }
            return replica;
        });
        return found;
    }

    /**
     * Writes a pause, or its end.
     *
     * @param change makes it of the present one
     * @return the replicas that do not treat users like that, or do not tell, one line each; empty: all of them do
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RouterException if the label could not be written; nothing was
     *     changed
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException.Busy if replicas are being replaced; likewise
     */
    List<String> write(Application application, UnaryOperator<Optional<Pause>> change) {
        Service service = LabelWrites.retried(
                "the labels of service " + settings.service(), () -> writeLabel(application, change));
        String text = PauseText.fromLabels(service.spec().labels(), application);
        List<Optional<String>> answers = maps.set(
                service,
                List.of(HaproxyMap.set(PauseText.key(application), text)),
                Fence.NONE,
                new Comparison(application, text));
        return answers.isEmpty()
                ? List.of("no replica of the router runs")
                : answers.stream().flatMap(Optional::stream).toList();
    }

    private Service writeLabel(Application application, UnaryOperator<Optional<Pause>> change) {
        Service read = RouterLabels.service(swarm, settings);
        Map<String, String> labels = read.spec().labels();
        Optional<Pause> wanted = change.apply(PauseText.read(PauseText.fromLabels(labels, application)));
        Map<String, String> changed = PauseText.intoLabels(labels, application, wanted);
        if (changed.equals(labels)) {
            return read;
        }
        RouterLabels.requireNoRollout(labels, clock.get());
        return swarm.update(read, read.spec().withLabels(changed));
    }

    /** Compares the map of a replica with the label. */
    record Comparison(Application application, String expected) implements ReplicaMaps.Reader<Optional<String>> {
        @Override
        public Optional<String> read(RouterReplicas.ReplicaTask replica, String answer) {
            String shown = HaproxyMap.parse(answer).getOrDefault(PauseText.key(application), RouteText.NONE);
            if (shown.equals(expected)) {
                return Optional.empty();
            }
            boolean page = !shown.equals(RouteText.NONE);
            return Optional.of("replica " + replica.name()
                    + (page && expected.equals(RouteText.NONE)
                            ? " sends users the maintenance page, but " + application
                                    + " is not paused; run router unpause again"
                            : " does not send users the page of the pause; run router pause again"));
        }

        @Override
        public Optional<String> failed(RouterReplicas.ReplicaTask replica, IOException error) {
            return Optional.of(HaproxyResponse.failedReplica(replica, error).toString());
        }
    }
}
