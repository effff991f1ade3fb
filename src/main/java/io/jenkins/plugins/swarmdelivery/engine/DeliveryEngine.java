package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Delivers releases of applications to one cluster. A caller starts something and gets a {@link DeliveryRun}; it then
 * calls {@link #advance} again and again, waiting as it is told, until that answers {@code Succeeded} or {@code Failed}.
 *
 * <p>All methods that start something may throw {@link RefusedException} (nothing was touched), {@link LockedException},
 * {@link StuckException}, and {@link SwarmException}.
 */
public final class DeliveryEngine {
    /**
     * What a cluster is made of.
     *
     * @param name as people call it, e.g. {@code staging}
     * @param placement constraints that every release here carries, e.g. {@code node.labels.env==prod-like}
     * @param rules what the specs of releases may contain here
     */
    public record Cluster(
            String name,
            Swarm swarm,
            ImageRegistry registry,
            LedgerStore ledgers,
            TrafficRouter router,
            HttpProbe probe,
            List<String> placement,
            SpecRules rules) {}

    private final Cluster cluster;
    private final Clock clock;
    private final Steps steps;
    private final Machine machine;
    private final Starts starts;
    private final Recovery recovery;

    /** @param clock the same for all who change this cluster: they judge each other's leases by it */
    public DeliveryEngine(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
        this.steps = new Steps(cluster, new LeaseKeeper(cluster.ledgers()), clock);
        this.machine = new Machine(steps);
        this.starts = new Starts(cluster, steps.leases(), machine);
        this.recovery = new Recovery(cluster.ledgers(), starts);
    }

    /** The time that leases of this cluster are judged by. */
    public Clock clock() {
        return clock;
    }

    /** What a deploy would do. Touches nothing. */
    public Plan plan(DeployOrder order) {
        Claim nobody = new Claim("plan", "plan", Author.named("plan"));
        return starts.plan(intent(order.application(), nobody, DeliveryLog.NONE), order);
    }

    /** Starts a candidate; with {@code autoSwitch} in the order's options it goes on to the switch and the end. */
    public DeliveryRun deploy(DeployOrder order, Claim claim, DeliveryLog log) {
        return starting(intent(order.application(), claim, log), intent -> starts.deploy(intent, order));
    }

    /**
     * Goes on with the candidate that {@code deploy} left ready: switch, prove, register, bake, retire.
     *
     * @param image the candidate must be of it, pinned by its digest; empty: whatever is ready
     * @param options what they say of the time after the switch counts
     */
    public DeliveryRun register(
            Application application,
            Optional<ImageReference> image,
            DeliveryOptions options,
            Claim claim,
            DeliveryLog log) {
        return starting(intent(application, claim, log), intent -> starts.register(intent, image, options));
    }

    /**
     * Goes back: from an unfinished delivery to what was before it, else to the standby, else to a kept release. A
     * rollback that was left unfinished goes on. Call {@link #finish} first.
     *
     * @param to a kept release's version or {@code #number}; empty: what is meant must be plain
     */
    public DeliveryRun rollback(
            Application application, Optional<String> to, DeliveryOptions options, Claim claim, DeliveryLog log) {
        return starting(intent(application, claim, log), intent -> {
            Optional<DeliveryRun> unfinished =
                    recovery.leadsTo(intent, to) ? recovery.rollback(intent) : Optional.empty();
            return unfinished.orElseGet(() -> starts.rollback(intent, to, options));
        });
    }

    /**
     * Leaves a delivery that is stuck: what serves users, and is healthy, is active from now on; the other release is
     * left over, and retired when the router is proven.
     *
     * @param reason kept in the history
     */
    public DeliveryRun accept(Application application, String reason, Claim claim, DeliveryLog log) {
        return starting(intent(application, claim, log), intent -> starts.accept(intent, reason));
    }

    /**
     * Retires a standby, or what was left running, whose time has come; gives up a candidate that nobody promoted before
     * it expired. Empty where nothing is due, or where a replica of the router is silent, which may still use it.
     */
    public Optional<DeliveryRun> retireDue(Application application, Claim claim, DeliveryLog log) {
        return starting(intent(application, claim, log), starts::retireDue);
    }

    /** Retires the standby now. */
    public DeliveryRun retire(Application application, DeliveryOptions options, Claim claim, DeliveryLog log) {
        return starting(intent(application, claim, log), intent -> starts.retire(intent, options));
    }

    /**
     * Makes a hand-made service the first color, without restarting its tasks. For the service that is active already:
     * accepts what was changed on it by hand; the run has then ended at once.
     */
    public DeliveryRun adopt(
            Application application, String service, DeliveryOptions options, Claim claim, DeliveryLog log) {
        return starting(intent(application, claim, log), intent -> starts.adopt(intent, service, options));
    }

    /** Takes over an unfinished delivery and goes on where it stands; empty if there is none. */
    public Optional<DeliveryRun> resume(Application application, Claim claim, DeliveryLog log) {
        return starting(intent(application, claim, log), recovery::resume);
    }

    /**
     * Takes over what another run left unfinished and sends it back (or to its end, where that is nearer), so that
     * something new can begin; empty if there is nothing.
     *
     * @param next what is to begin then
     * @throws RefusedException if its image is not there, or it has no spec and nothing would be left to take that from;
     *     what was left, be it a candidate that is ready, stays then
     */
    public Optional<DeliveryRun> settle(DeployOrder next, Claim claim, DeliveryLog log) {
        return starting(intent(next.application(), claim, log), intent -> {
            starts.requireNewest(intent, next);
            return recovery.settle(intent, next);
        });
    }

    /**
     * Takes over what another run left unfinished where it must end before a {@link #rollback} can begin: while it
     * stopped the old release, before it had done anything, or where the rollback goes elsewhere: then it is sent back.
     * Empty if there is nothing of the kind.
     *
     * @param to as the rollback will be told
     * @throws RefusedException if there is no such release; nothing is sent back for it
     */
    public Optional<DeliveryRun> finish(Application application, Optional<String> to, Claim claim, DeliveryLog log) {
        return starting(intent(application, claim, log), intent -> recovery.finish(intent, to));
    }

    /** Does one thing, or finds that nothing can be done yet. Never waits. */
    public Progress advance(DeliveryRun run) {
        synchronized (run) {
            return machine.advance(run, now());
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
     * The tests have failed, or the caller wants to stop: {@link #advance} then takes the failure edge. Where the way
     * back, or the retirement of the old release, has begun already, that goes on instead.
     */
    public void failed(DeliveryRun run, String reason) {
        run.say(DeliveryRun.Verdict.failed(reason));
    }

    /** The same, because of what is no fault of the release: the history tells it from a failure. */
    public void stopped(DeliveryRun run, Delivery.Setback setback, String reason) {
        run.say(new DeliveryRun.Verdict(false, setback, reason));
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
        recovery.unlock(application, reason, author, meant, clock);
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

    /** The record alone, without a look at services and router; empty if the cluster does not know the application. */
    public Optional<Ledger> record(Application application) {
        return cluster.ledgers().read(application).map(LedgerStore.Versioned::ledger);
    }

    /** Newest first. */
    public List<HistoryEntry> history(Application application) {
        return ledger(application).history();
    }

    /**
     * What stands against a start may be the work of another who began after the ledger was read, e.g. a service that
     * was not there before: such a start is not wrong, it has to wait.
     */
    private <T> T starting(Intent intent, Function<Intent, T> start) {
        try {
            return start.apply(intent);
        } catch (RefusedException e) {
            intent(intent.application(), intent.claim(), intent.log()).requireFree();
            throw e;
        }
    }

    private Intent intent(Application application, Claim claim, DeliveryLog log) {
        return Intent.of(cluster.ledgers(), application, claim, log, clock);
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
