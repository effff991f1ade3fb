package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.DriftReport;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.Removable;
import io.jenkins.plugins.swarmdelivery.engine.plan.Restorable;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Nearest;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Delivers releases of applications to one cluster. A caller starts an {@link Order} and gets a {@link DeliveryRun}. It
 * then calls {@link #advance} repeatedly, waiting as long as each {@code Wait} asks for, until that returns {@code
 * Succeeded} or {@code Failed}.
 *
 * <p>{@link #start} may throw {@link RefusedException} (nothing was changed), {@link LockedException}, {@link
 * StuckException}, and {@link SwarmException}.
 */
public final class DeliveryEngine {
    private final Cluster cluster;
    private final Clock clock;
    private final Machine machine;
    private final Starts starts;
    private final Orders orders;

    /**
     * @param configs restores configs for a delivery that is resumed without its stack file
     * @param clock the same for everybody who changes this cluster: it decides when a lease expires
     */
    public DeliveryEngine(Cluster cluster, StackSource.KeptConfigs configs, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
        Steps steps = new Steps(cluster, new LeaseKeeper(cluster.ledgers()), configs, clock);
        this.machine = new Machine(steps);
        this.starts = new Starts(cluster, steps.leases(), machine);
        this.orders = new Orders(cluster, clock, starts, steps.leases());
    }

    /** The clock that decides when leases of this cluster expire. */
    public Clock clock() {
        return clock;
    }

    /** Plans a delivery. Changes nothing. */
    public Plan plan(Order.Deploy order) {
        return starts.plan(looking(order), order);
    }

    /** Plans a delivery with other values; empty if nothing would change. */
    public Optional<Plan> plan(Order.Configure order) {
        Intent intent = looking(order);
        return orders.configured(intent, order).map(deploy -> starts.plan(intent, deploy));
    }

    private Intent looking(Order order) {
        Claim nobody = new Claim("plan", "plan", Author.named("plan"));
        return Intent.of(cluster.ledgers(), order.application(), nobody, DeliveryLog.NONE, clock);
    }

    /**
     * Plans the adoption of a stack. Changes nothing.
     *
     * @throws RefusedException if too little is known for a plan
     */
    public StackAdoption adoptable(Order.AdoptStack order) {
        Claim nobody = new Claim("adopt", "look", Author.named("adopt"));
        Intent intent = Intent.of(cluster.ledgers(), order.application(), nobody, DeliveryLog.NONE, clock);
        return StackAdoption.of(cluster, intent, order.stack());
    }

    /**
     * Begins an order. If an earlier run left a delivery unfinished, the new run ends that first. Empty if there is
     * nothing to do.
     *
     * @throws RefusedException if the order cannot be carried out; nothing has been changed, and an unfinished delivery
     *     or a ready candidate stays
     */
    public Optional<DeliveryRun> start(Order order, Claim claim, DeliveryLog log) {
        return orders.start(order, claim, log);
    }

    /**
     * Does one thing, or finds that nothing can be done yet. Never waits. After it has ended an unfinished delivery, it
     * may throw what {@link #start} throws; nothing is unfinished then.
     */
    public Progress advance(DeliveryRun run) {
        synchronized (run) {
            if (run.settled()) {
                return orders.proceed(run);
            }
            Progress progress = machine.advance(run, now());
            return run.settled() ? new Progress.Continue() : progress;
        }
    }

    /**
     * Renews the lease while the caller runs tests; to be called every few seconds. If the cluster cannot be reached,
     * the next call tries again.
     *
     * @throws LockedException if the lease was lost: the tests are pointless
     */
    public void renew(DeliveryRun run) {
        synchronized (run) {
            machine.renew(run, now());
        }
    }

    /** Reports that the tests that were due (phase TESTING or VERIFYING) have passed; {@link #advance} continues. */
    public void passed(DeliveryRun run) {
        run.say(DeliveryRun.Verdict.PASSED);
    }

    /**
     * Reports that the tests have failed, or that the caller wants to stop: {@link #advance} then rolls back. If the
     * rollback or the retirement of the old release has already begun, it continues with that; no further order is
     * begun.
     */
    public void failed(DeliveryRun run, String reason) {
        stopped(run, Delivery.Setback.FAILURE, reason);
    }

    /**
     * The same, with a setback that need not be a fault of the release; the history distinguishes it from a failure.
     */
    public void stopped(DeliveryRun run, Delivery.Setback setback, String reason) {
        run.cancel();
        run.say(new DeliveryRun.Verdict(false, setback, reason));
    }

    /**
     * Lists all that the cluster has of an application.
     *
     * @param withShared whether its shared services are to be removed, too
     */
    public Removable removable(Application application, boolean withShared) {
        return Removable.of(cluster, application, withShared);
    }

    /**
     * Begins to remove an application; the caller continues with {@link Removal#advance} until that returns empty.
     *
     * @throws RefusedException if the cluster has nothing of it
     * @throws LockedException if somebody else holds the lease
     */
    public Removal remove(Application application, boolean withShared, Claim claim, DeliveryLog log) {
        return Removal.start(cluster, clock, application, withShared, claim, log);
    }

    /** Breaks the lease, whoever holds it; the reason is kept in the history. */
    public void unlock(Application application, String reason, Author author) {
        unlock(application, reason, author, lease -> true);
    }

    /**
     * The same, but only if the present lease is the one that the caller means.
     *
     * @throws RefusedException if another lease is held
     */
    public void unlock(Application application, String reason, Author author, Predicate<Lease> meant) {
        orders.recovery().unlock(application, reason, author, meant, clock);
    }

    /** The applications that have a ledger in the cluster. One may be removed before its status is asked for. */
    public List<Application> applications() {
        return cluster.ledgers().applications();
    }

    /** @throws RefusedException.UnknownApplication if the cluster does not know the application, or no longer */
    public Status status(Application application) {
        return new StatusReader(cluster).read(ledger(application), now());
    }

    /**
     * The missing configs, secrets and images of the kept releases, by release number. Also asks the registry, which
     * takes a while.
     */
    public Map<Integer, List<String>> missing(Application application) {
        return new Restorable(cluster).missing(application);
    }

    /**
     * A kept release; for a stack, with its source.
     *
     * @param release a version or {@code #number}; empty: the live one
     * @throws RefusedException if it is not kept, or the cluster does not know the application
     */
    public KeptRelease kept(Application application, Optional<String> release) {
        KeptReleases kept = new KeptReleases(cluster.ledgers());
        Ledger ledger = ledger(application);
        return release.map(wanted -> kept.named(ledger, wanted)).orElseGet(() -> kept.live(ledger));
    }

    /**
     * The drift of an application; empty if there is none.
     *
     * @throws RefusedException if the cluster does not know the application
     */
    public List<DriftReport.Drifted> drift(Application application) {
        return DriftReport.withStackDeploys(cluster, ledger(application));
    }

    /**
     * The differences between two releases that are live or kept.
     *
     * @param before a version or {@code #number}
     * @param after likewise; empty: the live one
     * @throws RefusedException if there is no such release; lists those that are kept
     */
    public ReleaseComparison compare(Application application, String before, Optional<String> after) {
        return ReleaseComparison.of(application, kept(application, Optional.of(before)), kept(application, after));
    }

    /** The spec of the live release; empty if there is none, or its spec is not kept. */
    public Optional<ReleaseSpec> liveSpec(Application application) {
        return record(application)
                .flatMap(Ledger::active)
                .flatMap(live ->
                        cluster.ledgers().kept(application, live.release().number()));
    }

    /** The ledger alone, without reading services or router; empty if the cluster does not know the application. */
    public Optional<Ledger> record(Application application) {
        return cluster.ledgers().read(application).map(LedgerStore.Versioned::ledger);
    }

    /** What was done to the application, newest first. */
    public List<HistoryEntry> history(Application application) {
        return ledger(application).history();
    }

    private Ledger ledger(Application application) {
        return cluster.ledgers()
                .read(application)
                .map(LedgerStore.Versioned::ledger)
                .orElseThrow(() -> new RefusedException.UnknownApplication(
                        application,
                        nearest(application) + "cluster " + cluster.name() + " knows "
                                + (applications().isEmpty() ? "none yet" : applications())));
    }

    private String nearest(Application application) {
        return Nearest.to(
                        application.name(),
                        applications().stream().map(Application::name).toList())
                .map(near -> "did you mean " + near + "? ")
                .orElse("");
    }

    private Instant now() {
        return clock.instant();
    }
}
