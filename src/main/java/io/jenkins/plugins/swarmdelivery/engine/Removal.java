package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.Removable;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.StuckException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Removes an application from its cluster: its route first, its ledger last. Each step reads from the cluster what is
 * left to do, so an interrupted removal is finished by running it again. The lease is held until {@link #close}.
 */
public final class Removal implements AutoCloseable {
    /** How long Docker may report an object as in use after the last task has stopped. */
    private static final Duration STILL_IN_USE = Duration.ofSeconds(30);

    /** A definition that no stack file has: the next delivery updates the service. */
    private static final String UNKNOWN = "unknown";

    private final Cluster cluster;
    private final Clock clock;
    private final Application application;
    private final boolean withShared;
    private final DeliveryLog log;
    private final List<Service> stopping = new ArrayList<>();
    /** Until when jobs may take to stop, by the IDs of their services. */
    private final Map<String, Instant> jobsUntil = new HashMap<>();

    private LedgerStore.Versioned ledger;
    private Optional<Instant> routeSince = Optional.empty();
    private boolean unrouted;
    private Optional<Instant> stoppingUntil = Optional.empty();
    private Optional<Instant> objectsSince = Optional.empty();
    private Optional<Instant> unreachableSince = Optional.empty();
    /** Whether only the ledger is left. */
    private boolean last;

    private Removal(Cluster cluster, Clock clock, Application application, boolean withShared, DeliveryLog log) {
        this.cluster = cluster;
        this.clock = clock;
        this.application = application;
        this.withShared = withShared;
        this.log = log;
    }

    /**
     * Takes the lease.
     *
     * @throws RefusedException if the cluster has nothing of the application
     * @throws LockedException if somebody else holds the lease
     */
    static Removal start(
            Cluster cluster, Clock clock, Application application, boolean withShared, Claim claim, DeliveryLog log) {
        Removal removal = new Removal(cluster, clock, application, withShared, log);
        Optional<LedgerStore.Versioned> read = cluster.ledgers().read(application);
        Instant now = clock.instant();
        read.flatMap(there -> there.ledger().lease())
                .filter(lease -> !lease.expired(now))
                .ifPresent(lease -> {
                    throw new LockedException(application, lease.holder(), lease.expires());
                });
        Removable there = Removable.of(cluster, application, withShared);
        if (there.gone() && (there.shared().isEmpty() || !withShared)) {
            throw new RefusedException(
                    "application",
                    application,
                    "cluster " + cluster.name() + " has nothing of it"
                            + (there.shared().isEmpty() ? "" : " but shared services; remove them with --shared"));
        }
        Lease lease = new Lease(UUID.randomUUID().toString(), claim.owner(), claim.reason(), now, now.plus(Lease.TERM));
        try {
            removal.ledger = read.map(before ->
                            cluster.ledgers().replace(before, before.ledger().withLease(Optional.of(lease))))
                    .orElseGet(() ->
                            cluster.ledgers().create(Ledger.empty(application).withLease(Optional.of(lease))));
        } catch (SwarmException.Conflict e) {
            throw new RefusedException(
                    "the ledger of " + application + " changed at this moment; check status, then try again");
        }
        return removal;
    }

    /**
     * Does one thing, or finds that nothing can be done yet.
     *
     * @return empty once everything is removed
     * @throws LockedException if the lease was lost
     * @throws StuckException if something cannot be removed; the ledger stays, too
     * @throws SwarmException.Busy if replicas of the router are being replaced; to be run again afterwards
     * @throws SwarmException.Unavailable if the cluster has been unreachable for too long
     */
    public Optional<Progress> advance() {
        Instant now = clock.instant();
        try {
            Optional<Progress> progress = step();
            unreachableSince = Optional.empty();
            return progress;
        } catch (SwarmException.Unavailable e) {
            unreachableSince = Optional.of(unreachableSince.orElse(now));
            if (now.isAfter(unreachableSince.get().plus(Machine.UNREACHABLE))) {
                throw e;
            }
            return Optional.of(new Progress.Wait("the cluster cannot be reached: " + e.getMessage(), Steps.LATER));
        }
    }

    /** Releases the lease, if it is still ours; if that fails, it expires. */
    @Override
    public void close() {
        try {
            if (seeHeld()) {
                cluster.ledgers().replace(ledger, ledger.ledger().withLease(Optional.empty()));
            }
        } catch (DeliveryException e) {
            log.warn("the lease was not released, and expires within a minute: " + e.getMessage());
        }
    }

    private Optional<Progress> step() {
        if (!seeHeld()) {
            if (last && cluster.ledgers().read(application).isEmpty()) {
                return Optional.empty();
            }
            throw new LockedException(application, "somebody else has it, or broke it");
        }
        renew();
        Optional<Progress> route = unrouted ? Optional.empty() : unroute();
        if (route.isPresent()) {
            return route;
        }
        Removable there = Removable.of(cluster, application, withShared);
        Optional<Progress> job = stopJobs(there.services());
        if (job.isPresent()) {
            return job;
        }
        if (!ledger.ledger().placed().isEmpty()) {
            if (labelShared()) {
                removeRecorded();
            }
            return Optional.of(new Progress.Continue());
        }
        return removeServices(there)
                .or(this::stops)
                .or(() -> removeObjects(there))
                .or(() -> forget(there));
    }

    /**
     * Removes the route. From then on, users get 503; nothing is stopped before every replica has shown that, or has
     * had its time.
     */
    private Optional<Progress> unroute() {
        Instant now = clock.instant();
        routeSince = Optional.of(routeSince.orElse(now));
        Optional<String> missing = routeMissing();
        if (missing.isPresent() && now.isBefore(routeSince.get().plus(SwitchPhases.PATIENCE))) {
            return Optional.of(new Progress.Wait(missing.get(), Steps.SOON));
        }
        missing.ifPresent(why -> log.warn("the removal continues, although " + why));
        cluster.router().forget(application);
        unrouted = true;
        return Optional.of(new Progress.Continue());
    }

    private Optional<String> routeMissing() {
        try {
            TrafficRouter.View view = cluster.router().view(application);
            if (!view.proves(TrafficRouter.Route.NONE)) {
                view = cluster.router().route(application, TrafficRouter.Route.NONE, new Held());
            }
            return view.proves(TrafficRouter.Route.NONE) ? Optional.empty() : Optional.of(view.describe());
        } catch (RouterException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Restores our labels on shared services, which {@code docker stack deploy} takes off: without the live release,
     * nothing else tells whose they are.
     *
     * @return false if somebody has changed one in the meantime
     */
    private boolean labelShared() {
        for (Service service : Removable.of(cluster, application, withShared).shared()) {
            Map<String, String> labels = new LinkedHashMap<>(service.spec().labels());
            labels.put(Labels.APPLICATION, application.name());
            labels.putIfAbsent(Labels.DEFINITION, UNKNOWN);
            if (!labels.equals(service.spec().labels())) {
                requireFresh();
                try {
                    cluster.swarm().update(service, service.spec().withLabels(labels));
                } catch (SwarmException.Conflict e) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Removes the services that the ledger names, which may have lost their labels, then records that nothing is live.
     */
    private void removeRecorded() {
        removeAll(Removable.of(cluster, application, withShared).services());
        write(before -> new Ledger(
                application,
                before.lastRelease(),
                Ledger.empty(application).releases(),
                new Ledger.Work(Optional.empty(), before.lease()),
                before.history()));
    }

    private Optional<Progress> removeServices(Removable there) {
        List<Service> services = new ArrayList<>(there.services());
        if (withShared) {
            services.addAll(there.shared());
        }
        removeAll(services);
        return services.isEmpty() ? Optional.empty() : Optional.of(new Progress.Continue());
    }

    /** Docker would leave the tasks of a removed job alone, see {@link JobStop}. */
    private Optional<Progress> stopJobs(List<Service> services) {
        Instant now = clock.instant();
        for (Service job : services) {
            if (!JobStop.isJob(job.spec()) || !runs(job)) {
                continue;
            }
            if (!JobStop.isStopped(job.spec())) {
                cluster.router().requireSettled(new Held());
                requireFresh();
                cluster.swarm().update(job, JobStop.stopped(job.spec()));
            }
            Instant until = jobsUntil.computeIfAbsent(job.id(), id -> until(job));
            if (now.isBefore(until)) {
                return Optional.of(new Progress.Wait("stopping job " + job.name(), Steps.SOON));
            }
        }
        return Optional.empty();
    }

    private boolean runs(Service service) {
        return !cluster.swarm().tasks(service).stream()
                .allMatch(task -> task.ended() || task.nodeId().isEmpty());
    }

    private Instant until(Service service) {
        return clock.instant().plus(service.spec().stopGracePeriod()).plus(Retirement.AFTER_GRACE);
    }

    /** @throws SwarmException.Busy if replicas of the router are being replaced: networks must not leave nodes now */
    private void removeAll(List<Service> services) {
        if (!services.isEmpty()) {
            cluster.router().requireSettled(new Held());
            services.forEach(this::remove);
        }
    }

    private void remove(Service service) {
        requireFresh();
        cluster.swarm().remove(service.id());
        log.info("service " + service.name() + " is removed");
        stopping.add(service);
        Instant until = until(service);
        stoppingUntil =
                Optional.of(stoppingUntil.filter(later -> later.isAfter(until)).orElse(until));
    }

    /** Waits for the last tasks to stop: until then, networks, configs and secrets are in use. */
    private Optional<Progress> stops() {
        stopping.removeIf(service -> !runs(service));
        if (stopping.isEmpty()) {
            return Optional.empty();
        }
        if (clock.instant().isAfter(stoppingUntil.orElseThrow())) {
            stopping.forEach(service -> log.warn("tasks of " + service.name()
                    + " did not stop, although their service was removed; restart Docker on their nodes"));
            stopping.clear();
            return Optional.empty();
        }
        return Optional.of(new Progress.Wait("stopping " + stopping.get(0).name(), Steps.SOON));
    }

    private Optional<Progress> removeObjects(Removable there) {
        Instant now = clock.instant();
        objectsSince = Optional.of(objectsSince.orElse(now));
        List<String> left = new ArrayList<>();
        for (Map.Entry<Swarm.Kind, List<Swarm.Named>> objects : there.objects().entrySet()) {
            for (Swarm.Named object : objects.getValue()) {
                removed(objects.getKey(), object).ifPresent(left::add);
            }
        }
        if (left.isEmpty()) {
            return Optional.empty();
        }
        if (now.isBefore(objectsSince.get().plus(STILL_IN_USE))) {
            return Optional.of(new Progress.Wait(left.get(0), Steps.LATER));
        }
        throw new StuckException(
                application,
                String.join("; ", left) + "; once nothing uses " + (left.size() == 1 ? "it" : "them")
                        + " any longer, run remove again");
    }

    private Optional<String> removed(Swarm.Kind kind, Swarm.Named object) {
        try {
            requireFresh();
            cluster.swarm().remove(kind, object.id());
            log.info(kind.word() + " " + object.name() + " is removed");
            return Optional.empty();
        } catch (SwarmException.Unavailable e) {
            throw e;
        } catch (SwarmException e) {
            return Optional.of(kind.word() + " " + object.name() + " could not be removed: " + e.getMessage());
        }
    }

    /**
     * Removes kept releases, key and ledger. The key stays with shared services: another one would rename their
     * secrets, and restart them later.
     */
    private Optional<Progress> forget(Removable there) {
        for (int release : there.releases()) {
            requireFresh();
            cluster.ledgers().forget(application, release);
        }
        requireFresh();
        if (withShared || there.shared().isEmpty()) {
            cluster.ledgers().forgetKey(application);
        }
        new Held().requireHeld();
        last = true;
        cluster.ledgers().remove(application);
        log.info("ledger and " + there.releases().size() + " kept releases are removed");
        return Optional.empty();
    }

    /** Reads the ledger again; returns whether the lease is still held. */
    private boolean seeHeld() {
        Optional<LedgerStore.Versioned> ours = cluster.ledgers()
                .read(application)
                .filter(read -> read.ledger()
                        .lease()
                        .filter(there -> there.token().equals(lease().token()))
                        .isPresent());
        ours.ifPresent(read -> ledger = read);
        return ours.isPresent();
    }

    private void renew() {
        if (lease().dueForRenewal(clock.instant())) {
            write(UnaryOperator.identity());
        }
    }

    private Lease lease() {
        return ledger.ledger().lease().orElseThrow();
    }

    private void write(UnaryOperator<Ledger> change) {
        Instant now = clock.instant();
        try {
            ledger = cluster.ledgers()
                    .replace(ledger, change.apply(ledger.ledger()).withLease(Optional.of(lease().renewed(now))));
        } catch (SwarmException.Conflict | SwarmException.NotFound e) {
            throw new LockedException(application, "its ledger was changed by somebody else");
        }
    }

    private void requireFresh() {
        if (lease().expired(clock.instant())) {
            throw new LockedException(application, "it expired");
        }
    }

    /** The lease, for the router. */
    private final class Held implements Fence {
        @Override
        public String holder() {
            return "removal/" + lease().token();
        }

        @Override
        public void requireFresh() {
            Removal.this.requireFresh();
        }

        @Override
        public void requireHeld() {
            if (!seeHeld()) {
                throw new LockedException(application, "somebody else has it, or broke it");
            }
            Removal.this.requireFresh();
        }
    }
}
