package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The right to replace the replicas of a running router. A label of its service asks deliveries to stand back meanwhile. If
 * its holder dies, it expires.
 */
final class RouterLease implements AutoCloseable {
    /** From one write to the next. */
    static final Duration TERM =
            ProxyWatch.PATIENCE.plus(ProxyRollout.BETWEEN).plusMinutes(1);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int MAX_WRITES = 10;

    private final RouterSite site;
    private final Service former;
    private Service service;
    /** The label is there, and nothing else was changed. */
    private boolean announced;

    private RouterLease(RouterSite site, Service running) {
        this.site = site;
        this.former = running;
        this.service = running;
    }

    /**
     * Takes the lease once no stack brings networks to nodes or takes them away, which is waited for.
     *
     * @throws RefusedException if stacks do so for too long; nothing was changed
     */
    static RouterLease take(RouterSite site, Service running) {
        RouterLease lease = new RouterLease(site, running);
        try {
            lease.awaitStacks();
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
        return lease;
    }

    /** For a change that replaces nothing, and needs no lease. */
    static RouterLease none(RouterSite site, Service running) {
        return new RouterLease(site, running);
    }

    /** As it was before. */
    Service former() {
        return former;
    }

    /** As last written. */
    Service service() {
        return service;
    }

    /** Whether there is something to restore. */
    boolean changed() {
        return service != former && !announced;
    }

    /**
     * A stack that has looked for the label before it was there is in the ledger by now, and goes first: it may wait for the
     * label's end no longer than it takes to see that.
     */
    private void awaitStacks() {
        Instant deadline = site.attendant().now().plus(ProxyWatch.PATIENCE);
        List<String> told = List.of();
        while (true) {
            List<String> moving = moving();
            if (moving.isEmpty()) {
                announce();
                moving = moving();
                if (moving.isEmpty()) {
                    return;
                }
                withdraw();
            }
            if (!site.attendant().now().isBefore(deadline)) {
                throw new RefusedException("replicas of service " + former.name()
                        + " cannot be replaced while stacks bring networks to nodes or take them away, because Docker would"
                        + " replace those there at once: " + String.join("; ", moving)
                        + "; wait until that has ended, see status, then run the command again");
            }
            if (!moving.equals(told)) {
                site.attendant()
                        .say("waiting for stacks, which bring networks to nodes or take them away: "
                                + String.join("; ", moving));
                told = moving;
            }
            site.attendant().pause(POLL);
        }
    }

    private List<String> moving() {
        return site.cluster().stacks().moving();
    }

    private void announce() {
        write(former.spec());
        announced = true;
    }

    private void withdraw() {
        put(former.spec(), UnaryOperator.identity());
        announced = false;
        service = former;
    }

    /**
     * Writes a spec with the routes as they are at this moment, because deliveries write them meanwhile, and extends the
     * lease.
     *
     * @throws SwarmException.Conflict if somebody else changes the service
     */
    void write(ServiceSpec spec) {
        Instant until = site.attendant().now().plus(TERM).truncatedTo(ChronoUnit.SECONDS);
        put(spec, labels -> {
            Map<String, String> leased = new LinkedHashMap<>(labels);
            leased.put(RouterLabels.ROLLOUT, until.toString());
            return leased;
        });
    }

    /** Writes the last spec, and releases the lease. Until then, the former router may come back with all of its routes. */
    void finish(ServiceSpec spec) {
        put(spec, RouterLabels::listed);
    }

    private void put(ServiceSpec spec, UnaryOperator<Map<String, String>> more) {
        SwarmException.Conflict conflict = null;
        for (int i = 0; i < MAX_WRITES; i++) {
            Service now = site.swarm()
                    .service(former.id())
                    .orElseThrow(() ->
                            new SwarmException.Conflict("service " + former.name() + " was removed meanwhile", null));
            if (!now.spec().fingerprint().equals(service.spec().fingerprint())) {
                throw new SwarmException.Conflict(
                        "service " + former.name()
                                + " was changed by somebody else at this moment; see router status, then try again",
                        null);
            }
            try {
                Map<String, String> labels = RouterLabels.with(now.spec().labels(), spec.labels());
                service = site.swarm().update(now, spec.withLabels(more.apply(labels)));
                announced = false;
                return;
            } catch (SwarmException.Conflict e) {
                conflict = e;
            }
        }
        throw conflict;
    }

    /** Releases a lease with which nothing was done. */
    @Override
    public void close() {
        if (!announced) {
            return;
        }
        try {
            withdraw();
        } catch (DeliveryException e) {
            site.attendant()
                    .say("deliveries wait for a few minutes, because the label " + RouterLabels.ROLLOUT + " of service "
                            + former.name() + " could not be removed: " + e.getMessage());
        }
    }
}
