package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces the replicas of a router one by one, and proves each before the next. Docker waits after each replica as
 * long as the spec says, so the spec says: long. A new version of the spec makes it take the next one, whoever writes it:
 * therefore a label asks deliveries to stand back. If this process ends meanwhile, Docker continues alone, slowly.
 */
final class ProxyRollout {
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    /** From one step to the next. If this process ends meanwhile, deliveries wait no longer than that. */
    private static final Duration STEP = ProxyWatch.PATIENCE.plus(BETWEEN).plusMinutes(1);

    private static final int MAX_WRITES = 10;

    private final RouterSite site;
    private final Swarm swarm;
    private final RouterSite.Attendant attendant;

    ProxyRollout(RouterSite site) {
        this.site = site;
        this.swarm = site.swarm();
        this.attendant = site.attendant();
    }

    /**
     * Brings a service to a spec; routes that are written meanwhile are kept.
     *
     * @throws RouterException if a replica fails, or does not serve in time; the former spec is restored
     */
    void run(Service running, ServiceSpec target) {
        ProxyWatch watch = new ProxyWatch(site, Optional.of(running));
        boolean replaces = RouterSpec.replaces(running.spec(), target);
        Service written = running;
        try {
            int step = 0;
            if (replaces) {
                written = write(written, held(target, step));
                while (!watch.awaitNext(written, ++step)) {
                    // A load balancer in front needs time to see that the replica is back.
                    attendant.pause(BETWEEN);
                    written = write(written, held(target, step));
                }
            }
            written = write(written, target);
            if (!replaces) {
                watch.prove(written);
            }
        } catch (SwarmException.Conflict e) {
            // Somebody else changes the service: nobody knows what is to be restored.
            throw e;
        } catch (DeliveryException e) {
            restore(written, running.spec(), e);
        }
    }

    private ServiceSpec held(ServiceSpec target, int step) {
        return RouterSpec.held(target, step, attendant.now().plus(STEP));
    }

    /** Writes a spec, with the routes as they are at this moment: deliveries write them meanwhile. */
    private Service write(Service last, ServiceSpec spec) {
        SwarmException.Conflict conflict = null;
        for (int i = 0; i < MAX_WRITES; i++) {
            Service now = swarm.service(last.id())
                    .orElseThrow(() ->
                            new SwarmException.Conflict("service " + last.name() + " was removed meanwhile", null));
            if (!now.spec().fingerprint().equals(last.spec().fingerprint())) {
                throw new SwarmException.Conflict(
                        "service " + last.name()
                                + " was changed by somebody else at this moment; see router status, then try again",
                        null);
            }
            try {
                Map<String, String> labels = RouterLabels.with(now.spec().labels(), spec.labels());
                // Until all is proven, the former router may have to be restored, with all of its routes.
                return swarm.update(
                        now, spec.withLabels(RouterSpec.isHeld(spec) ? labels : RouterLabels.listed(labels)));
            } catch (SwarmException.Conflict e) {
                conflict = e;
            }
        }
        throw conflict;
    }

    private void restore(Service written, ServiceSpec former, DeliveryException cause) {
        String outcome = "; nothing was changed";
        if (!written.spec().tree().equals(former.tree())) {
            attendant.say("restoring the former router: " + cause.getMessage());
            try {
                ServiceSpec restored = RouterSpec.restored(former);
                write(written, restored);
                outcome = "; the former router is restored, which Docker finishes by itself"
                        + (Json.canonical(restored.tree()).equals(Json.canonical(former.tree()))
                                ? ""
                                : "; its update config now says one replica at a time");
            } catch (DeliveryException e) {
                outcome = "; the former router could not be restored: " + e.getMessage();
            }
        }
        throw new RouterException("the router was not changed: " + cause.getMessage() + outcome, cause);
    }
}
