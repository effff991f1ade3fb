package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Replica;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.View;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads the route and the pause of an application from the maps of replicas. */
final class ShownRoutes implements ReplicaMaps.Reader<ShownRoutes.Shown> {
    private final HaproxyPauses.Comparison pause;

    /** @param service with the labels that replicas are compared with */
    ShownRoutes(Application application, Service service) {
        this.pause = new HaproxyPauses.Comparison(
                application, PauseText.fromLabels(service.spec().labels(), application));
    }

    /**
     * What a replica shows of an application.
     *
     * @param differing how it treats users of a paused application otherwise than the labels say; empty: it does not
     */
    record Shown(Replica replica, Optional<String> differing) {}

    @Override
    public Shown read(RouterReplicas.ReplicaTask replica, String answer) {
        return new Shown(HaproxyResponse.replica(replica, pause.application(), answer), pause.read(replica, answer));
    }

    @Override
    public Shown failed(RouterReplicas.ReplicaTask replica, IOException error) {
        return new Shown(HaproxyResponse.failedReplica(replica, error), Optional.empty());
    }

    /** What all of them show beside the durable route. */
    View view(Route durable, List<Shown> shown) {
        return new View(
                durable,
                shown.stream().map(Shown::replica).toList(),
                new Pause.Seen(
                        PauseText.read(pause.expected()),
                        shown.stream()
                                .flatMap(each -> each.differing().stream())
                                .toList()));
    }
}
