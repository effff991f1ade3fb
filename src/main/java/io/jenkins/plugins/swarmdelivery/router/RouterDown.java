package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Removes a router's service, configs and secrets. The network and the client's files stay. */
public final class RouterDown {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final RouterSite site;
    private final Service service;

    /** @throws RefusedException if there is no such service */
    public RouterDown(RouterSite site) {
        String name = site.settings().service();
        this.site = site;
        this.service = site.swarm()
                .service(name)
                .orElseThrow(() -> new RefusedException("the Swarm has no service " + name + "; nothing to remove"));
    }

    public String service() {
        return service.name();
    }

    /** The applications whose users it serves. */
    public List<String> live() {
        return RouterLabels.live(service.spec().labels());
    }

    /** Waits until the ports of the nodes are free again, unless requests take long to end. */
    public void run() {
        site.swarm().remove(service.id());
        RouterObjects.prune(site.swarm(), service.name());
        Instant deadline = site.attendant().now().plus(PATIENCE);
        Service removed = Service.removed(service.id(), service.name());
        while (!site.swarm().tasks(removed).stream().allMatch(Task::ended)
                && site.attendant().now().isBefore(deadline)) {
            site.attendant().pause(POLL);
        }
    }
}
