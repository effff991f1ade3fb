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
 * Delivers releases of applications to one cluster. A caller starts an {@link Order} and gets a {@link DeliveryRun}; it
 * then calls {@link #advance} again and again, waiting as it is told, until that answers {@code Succeeded} or {@code
 * Failed}.
 *
 * <p>{@link #start} may throw {@link RefusedException} (nothing was touched), {@link LockedException}, {@link
 * StuckException}, and {@link SwarmException}.
 */
public final class DeliveryEngine {
    private final Cluster cluster;
    private final Clock clock;
    private final Machine machine;
    private final Starts starts;
    private final Orders orders;

    /**
     * @param configs for a delivery that somebody resumes without its stack file
     * @param clock the same for all who change this cluster: they judge each other's leases by it
     */
    public DeliveryEngine(Cluster cluster, StackSource.KeptConfigs configs, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
        Steps steps = new Steps(cluster, new LeaseKeeper(cluster.ledgers()), configs, clock);
        this.machine = new Machine(steps);
        this.starts = new Starts(cluster, steps.leases(), machine);
        this.orders = new Orders(cluster, clock, starts, steps.leases());
    }

    /** The time that leases of this cluster are judged by. */
    public Clock clock() {
        return clock;
    }

    /** What a deploy would do. Touches nothing. */
    public Plan plan(Order.Deploy order) {
        return starts.plan(looking(order), order);
    }

    /** The same; empty where nothing would change. */
    public Optional<Plan> plan(Order.Configure order) {
        Intent intent = looking(order);
        return orders.configured(intent, order).map(deploy -> starts.plan(intent, deploy));
    }

    private Intent looking(Order order) {
        Claim nobody = new Claim("plan", "plan", Author.named("plan"));
        return Intent.of(cluster.ledgers(), order.application(), nobody, DeliveryLog.NONE, clock);
    }

    /**
     * What an adoption of a stack would do. Touches nothing.
     *
     * @throws RefusedException if not even that can be told
     */
    public StackAdoption adoptable(Order.AdoptStack order) {
        Claim nobody = new Claim("adopt", "look", Author.named("adopt"));
        Intent intent = Intent.of(cluster.ledgers(), order.application(), nobody, DeliveryLog.NONE, clock);
        return StackAdoption.of(cluster, intent, order.stack());
    }

    /**
     * Begins what is ordered; where an earlier run has left something in its way, the run ends that first. Empty where
     * there is nothing to do.
     *
     * @throws RefusedException if it cannot be done as things are: nothing is touched then, and what was left, be it a
     *     candidate that is ready, stays
     */
    public Optional<DeliveryRun> start(Order order, Claim claim, DeliveryLog log) {
        return orders.start(order, claim, log);
    }

    /**
     * Does one thing, or finds that nothing can be done yet. Never waits. Once what was in the way has ended, it may throw
     * what {@link #start} throws: nothing is left unfinished then.
     */
    public Progress advance(DeliveryRun run) {
        synchronized (run) {
            if (run.settled()) {
                return orders.goOn(run);
            }
            Progress progress = machine.advance(run, now());
            return run.settled() ? new Progress.Continue() : progress;
        }
    }

    /**
     * Keeps the lease while the caller runs tests; call it every few seconds. Where the cluster cannot be reached just
     * now, the next call tries again.
     *
     * @throws LockedException if the lease was lost: the tests are for nothing
     */
    public void renew(DeliveryRun run) {
        synchronized (run) {
            machine.renew(run, now());
        }
    }

    /** The tests that were due (phase TESTING or VERIFYING) have passed; {@link #advance} goes on. */
    public void passed(DeliveryRun run) {
        run.say(DeliveryRun.Verdict.PASSED);
    }

    /**
     * The tests have failed, or the caller wants to stop: {@link #advance} then takes the failure edge. Where the
     * rollback, or the retirement of the old release, has begun already, that goes on instead; what was to come after
     * it is not begun.
     */
    public void failed(DeliveryRun run, String reason) {
        stopped(run, Delivery.Setback.FAILURE, reason);
    }

    /** The same, because of what is no fault of the release: the history tells it from a failure. */
    public void stopped(DeliveryRun run, Delivery.Setback setback, String reason) {
        run.cancel();
        run.say(new DeliveryRun.Verdict(false, setback, reason));
    }

    /**
     * What the cluster has of an application.
     *
     * @param withShared its shared services are to be removed too
     */
    public Removable removable(Application application, boolean withShared) {
        return Removable.of(cluster, application, withShared);
    }

    /**
     * Begins to remove an application; the caller goes on with {@link Removal#advance} until that answers nothing.
     *
     * @throws RefusedException if the cluster has nothing of it
     * @throws LockedException if somebody works on it
     */
    public Removal remove(Application application, boolean withShared, Claim claim, DeliveryLog log) {
        return Removal.start(cluster, clock, application, withShared, claim, log);
    }

    /** Breaks the lease, whoever holds it; the reason is kept in the history. */
    public void unlock(Application application, String reason, Author author) {
        unlock(application, reason, author, lease -> true);
    }

    /**
     * The same, if it is still the lease that is meant.
     *
     * @throws RefusedException if it is another by now
     */
    public void unlock(Application application, String reason, Author author, Predicate<Lease> meant) {
        orders.recovery().unlock(application, reason, author, meant, clock);
    }

    /** The applications that have a ledger in the cluster. */
    public List<Application> applications() {
        return cluster.ledgers().applications();
    }

    /** @throws RefusedException if the cluster does not know the application */
    public Status status(Application application) {
        return new StatusReader(cluster).read(ledger(application), now());
    }

    /**
     * What is missing of the kept releases, by their numbers: configs, secrets, images. It asks the registry too, and takes
     * a while.
     */
    public Map<Integer, List<String>> missing(Application application) {
        return new Restorable(cluster).missing(application);
    }

    /**
     * A release as it is kept, of a stack with its source.
     *
     * @param release a version or {@code #number}; empty: the one that is live
     * @throws RefusedException if it is not kept, or the cluster does not know the application
     */
    public KeptRelease kept(Application application, Optional<String> release) {
        KeptReleases kept = new KeptReleases(cluster.ledgers());
        Ledger ledger = ledger(application);
        return release.map(wanted -> kept.named(ledger, wanted)).orElseGet(() -> kept.live(ledger));
    }

    /**
     * What somebody changed outside of deliveries; empty if nothing.
     *
     * @throws RefusedException if the cluster does not know the application
     */
    public List<DriftReport.Drifted> drift(Application application) {
        return DriftReport.withStackDeploys(cluster, ledger(application));
    }

    /**
     * What is different between two releases that are live or kept.
     *
     * @param before a version or {@code #number}
     * @param after likewise; empty: the one that is live
     * @throws RefusedException if there is no such release; lists what there is
     */
    public ReleaseComparison compare(Application application, String before, Optional<String> after) {
        return ReleaseComparison.of(application, kept(application, Optional.of(before)), kept(application, after));
    }

    /** What the live release is made of; empty where it is not kept, or there is none. */
    public Optional<ReleaseSpec> liveSpec(Application application) {
        return record(application)
                .flatMap(Ledger::active)
                .flatMap(live ->
                        cluster.ledgers().kept(application, live.release().number()));
    }

    /** The record alone, without a look at services and router; empty if the cluster does not know the application. */
    public Optional<Ledger> record(Application application) {
        return cluster.ledgers().read(application).map(LedgerStore.Versioned::ledger);
    }

    /** Newest first. */
    public List<HistoryEntry> history(Application application) {
        return ledger(application).history();
    }

    private Ledger ledger(Application application) {
        return cluster.ledgers()
                .read(application)
                .map(LedgerStore.Versioned::ledger)
                .orElseThrow(() -> new RefusedException(
                        "application",
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
