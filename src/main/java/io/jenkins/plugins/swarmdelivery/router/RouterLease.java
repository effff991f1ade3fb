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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The right to replace the replicas of a running router. Labels of its service say who has it and until when, and ask
 * deliveries to stand back meanwhile. Each write is a compare-and-swap, so it has one holder at most. If that one dies, it
 * expires, and the next command takes over.
 */
final class RouterLease implements AutoCloseable {
    /** From one write to the next. */
    static final Duration TERM = ProxyWatch.PATIENCE.plus(ProxyRollout.BETWEEN).plusMinutes(1);

    private static final int MAX_WRITES = 10;

    private final RouterSite site;
    private final String token = UUID.randomUUID().toString();
    private final Service former;
    private Service service;
    /** The labels name us, as far as we know. */
    private boolean held;
    /** They do, and nothing else was changed. */
    private boolean announced;
    /** What was written without an answer: the service may have it. */
    private Optional<ServiceSpec> sent = Optional.empty();

    private RouterLease(RouterSite site, Service running) {
        this.site = site;
        this.former = running;
        this.service = running;
    }

    /**
     * Takes the lease once no stack brings networks to nodes or takes them away, which is waited for.
     *
     * @throws RefusedException if stacks do so for too long, or somebody else has it; nothing was changed
     */
    static RouterLease take(RouterSite site, Service running) {
        RouterLease lease = new RouterLease(site, running);
        try {
            new StackWait(site, lease).await();
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
        return lease;
    }

    /**
     * For a change that replaces nothing: it needs no lease, but nobody else may have it.
     *
     * @throws RefusedException if somebody does; nothing was changed
     */
    static RouterLease none(RouterSite site, Service running) {
        site.swarm()
                .service(running.id())
                .ifPresent(now -> requireFree(now, site.attendant().now()));
        return new RouterLease(site, running);
    }

    /** @throws RefusedException if somebody changes the router now */
    static void requireFree(Service running, Instant now) {
        RouterLabels.rollout(running.spec().labels()).filter(now::isBefore).ifPresent(until -> {
            throw new RefusedException("service " + running.name()
                    + " is being changed by another router up or router rotate, until " + until
                    + " at the latest; wait until that has ended or, if it was killed, until then, and run the command"
                    + " again");
        });
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
        return !announced && (service != former || sent.isPresent());
    }

    /** Asks deliveries to stand back, and changes nothing else. */
    void announce() {
        try {
            write(former.spec());
            announced = true;
        } finally {
            announced |= sent.isPresent();
        }
    }

    /** Leaves the service as it was before. */
    void withdraw() {
        try {
            put(former.spec(), UnaryOperator.identity());
        } finally {
            announced |= sent.isPresent();
        }
        held = false;
        service = former;
    }

    /**
     * Writes a spec with the routes as they are at this moment, because deliveries write them meanwhile, and extends the
     * lease.
     *
     * @throws RefusedException if somebody else has taken the lease before
     * @throws SwarmException.Conflict if somebody else changes the service, or has taken over
     */
    void write(ServiceSpec spec) {
        Instant until = site.attendant().now().plus(TERM).truncatedTo(ChronoUnit.SECONDS);
        put(spec, labels -> {
            Map<String, String> leased = new LinkedHashMap<>(labels);
            leased.put(RouterLabels.ROLLOUT, until.toString());
            leased.put(RouterLabels.HOLDER, token);
            leased.put(RouterLabels.UPDATE_CONFIG, KeptUpdateConfig.write(RouterSpec.released(former.spec())));
            return leased;
        });
        held = true;
    }

    /** Writes the last spec, and releases the lease. Until then, the former router may come back with all of its routes. */
    void finish(ServiceSpec spec) {
        put(spec, RouterLabels::listed);
        held = false;
    }

    private void put(ServiceSpec spec, UnaryOperator<Map<String, String>> more) {
        SwarmException.Conflict conflict = null;
        for (int i = 0; i < MAX_WRITES; i++) {
            Service now = site.swarm()
                    .service(former.id())
                    .orElseThrow(() ->
                            new SwarmException.Conflict("service " + former.name() + " was removed meanwhile", null));
            if (isSent(now)) {
                service = now;
                held = isOurs(now);
            }
            requireOurs(now);
            if (RouterSpec.differs(now.spec(), service.spec())) {
                throw new SwarmException.Conflict(
                        "service " + former.name()
                                + " was changed by somebody else at this moment; see router status, then try again",
                        null);
            }
            boolean before = announced;
            Map<String, String> labels = RouterLabels.with(now.spec().labels(), spec.labels());
            ServiceSpec written = spec.withLabels(more.apply(labels));
            announced = false;
            sent = Optional.of(written);
            try {
                service = site.swarm().update(now, written);
                sent = Optional.empty();
                return;
            } catch (SwarmException.Conflict e) {
                announced = before;
                sent = Optional.empty();
                conflict = e;
            }
        }
        throw conflict;
    }

    /** Whether the service has what was written without an answer. */
    private boolean isSent(Service now) {
        return sent.filter(spec -> holder(spec).equals(holder(now.spec())) && !RouterSpec.differs(now.spec(), spec))
                .isPresent();
    }

    private static Optional<String> holder(ServiceSpec spec) {
        return Optional.ofNullable(spec.labels().get(RouterLabels.HOLDER));
    }

    private boolean isOurs(Service now) {
        return holder(now.spec()).filter(token::equals).isPresent();
    }

    /** The answer to a write of ours may have been lost: what names us is ours. */
    private void requireOurs(Service now) {
        if (isOurs(now)) {
            return;
        }
        if (held) {
            throw new SwarmException.Conflict(
                    "this command has lost its lease of service " + now.name()
                            + ", because it stalled and another one took over; see router status, then run it again",
                    null);
        }
        requireFree(now, site.attendant().now());
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
