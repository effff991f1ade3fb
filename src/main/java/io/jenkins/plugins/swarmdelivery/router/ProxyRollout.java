package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Duration;
import java.util.Optional;

/**
 * Replaces the replicas of a router one by one, and proves each before the next. Docker waits after each replica as
 * long as the spec says, so the spec says: long. A new version of the spec makes it take the next one, whoever writes it:
 * therefore a lease asks deliveries to stand back. If this process ends meanwhile, Docker continues alone, slowly.
 */
final class ProxyRollout {
    /** A load balancer in front needs time to see that the replica is back. */
    static final Duration BETWEEN = Duration.ofSeconds(5);

    private final RouterSite site;
    private final RouterLease lease;

    ProxyRollout(RouterSite site, RouterLease lease) {
        this.site = site;
        this.lease = lease;
    }

    /**
     * Brings a service to a spec; routes that are written meanwhile are kept.
     *
     * @throws RouterException if a replica fails, or does not serve in time; the former spec is restored
     */
    void run(ServiceSpec target) {
        if (RouterSpec.isHeld(lease.former().spec())) {
            // To take over an update that was interrupted makes Docker replace one more.
            site.attendant().pause(BETWEEN);
        }
        ProxyWatch watch = new ProxyWatch(site, Optional.of(lease.former()));
        boolean replaces = RouterSpec.replaces(lease.former().spec(), target);
        try {
            int step = 0;
            if (replaces) {
                lease.write(RouterSpec.held(target, step));
                while (!watch.awaitNext(lease.service(), ++step)) {
                    site.attendant().pause(BETWEEN);
                    lease.write(RouterSpec.held(target, step));
                }
            }
            lease.finish(target);
            if (!replaces) {
                watch.prove(lease.service());
            }
        } catch (SwarmException.Conflict e) {
            // Somebody else changes the service: nobody knows what is to be restored.
            throw e;
        } catch (DeliveryException e) {
            restore(lease.former().spec(), e);
        }
    }

    private void restore(ServiceSpec former, DeliveryException cause) {
        String outcome = "; nothing was changed";
        if (lease.changed()) {
            site.attendant().say("restoring the former router: " + cause.getMessage());
            try {
                ServiceSpec restored = RouterSpec.restored(former);
                lease.finish(restored);
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
