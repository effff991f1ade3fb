package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.References;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What the phases share: the cluster, and how they continue, wait and fail. The end of a phase is the time when its
 * work was done, so the clock is read again then.
 */
final class Steps {
    /**
     * The pause between two checks of what may change at any moment; a check costs the manager two or three requests.
     */
    static final Duration SOON = Duration.ofMillis(150);

    /** The pause between two checks of what is expected to stay the same. */
    static final Duration LATER = Duration.ofSeconds(1);

    /** A later check delays a phase by at most this fraction of the time that it has taken. */
    private static final int LOST = 20;

    private final Cluster cluster;
    private final LeaseKeeper leases;
    private final StackSource.KeptConfigs configs;
    private final Clock clock;

    Steps(Cluster cluster, LeaseKeeper leases, StackSource.KeptConfigs configs, Clock clock) {
        this.cluster = cluster;
        this.leases = leases;
        this.configs = configs;
        this.clock = clock;
    }

    Swarm swarm() {
        return cluster.swarm();
    }

    TrafficRouter router() {
        return cluster.router();
    }

    LedgerStore ledgers() {
        return cluster.ledgers();
    }

    StackSource.KeptConfigs keptConfigs() {
        return configs;
    }

    HttpProbe probe() {
        return cluster.probe();
    }

    LeaseKeeper leases() {
        return leases;
    }

    /** Creates a service, if the run's lease has not expired. */
    Service create(DeliveryRun run, ServiceSpec spec) {
        LeaseKeeper.requireFresh(run, clock.instant());
        return swarm().create(spec);
    }

    Service update(DeliveryRun run, Service read, ServiceSpec spec) {
        LeaseKeeper.requireFresh(run, clock.instant());
        return swarm().update(read, spec);
    }

    void remove(DeliveryRun run, Service service) {
        LeaseKeeper.requireFresh(run, clock.instant());
        swarm().remove(service.id());
    }

    /**
     * Creates a service of a release; configs and secrets of a stack get the IDs that they have in this cluster.
     *
     * @throws SwarmException.NotFound if one of them is missing
     */
    Service create(DeliveryRun run, Part part) {
        return create(run, resolved(part));
    }

    /** The spec for the service of a part, without creating it. */
    ServiceSpec resolved(Part part) {
        if (part.name().isEmpty()) {
            return part.spec();
        }
        References references = References.found(part.spec(), swarm());
        if (!references.problems().isEmpty()) {
            throw new SwarmException.NotFound(String.join("\n", references.problems()), null);
        }
        return references.spec();
    }

    void requireFresh(DeliveryRun run) {
        LeaseKeeper.requireFresh(run, clock.instant());
    }

    /** The spec of a delivery's candidate. */
    ReleaseSpec release(DeliveryRun run) {
        int release = run.delivery().to().release().number();
        return ledgers()
                .kept(run.application(), release)
                .orElseThrow(() -> new SwarmException.NotFound(
                        "release #" + release + " has no kept spec: somebody removed it, or the run died before it was"
                                + " kept",
                        null));
    }

    ReleaseServices services(PlacedRelease placed) {
        return ReleaseServices.of(swarm(), placed);
    }

    void keep(DeliveryRun run, int release, ReleaseSpec spec) {
        LeaseKeeper.requireFresh(run, clock.instant());
        ledgers().keep(run.application(), release, spec);
    }

    void forget(DeliveryRun run, int release) {
        LeaseKeeper.requireFresh(run, clock.instant());
        ledgers().forget(run.application(), release);
    }

    TrafficRouter.View route(DeliveryRun run, TrafficRouter.Route route) {
        return router().route(run.application(), route, fence(run));
    }

    /** @throws SwarmException.Busy if a stack's own networks must not come to nodes, or leave them, now */
    void requireSettledRouter(DeliveryRun run) {
        router().requireSettled(fence(run));
    }

    private Fence fence(DeliveryRun run) {
        return new Fence() {
            @Override
            public String holder() {
                return run.delivery().id() + "/" + run.token();
            }

            @Override
            public boolean urgent() {
                Phase phase = run.delivery().phase();
                return run.delivery().kind() == Delivery.Kind.ROLLBACK
                        || phase == Phase.REVERTING
                        || phase == Phase.STOPPING
                        || phase == Phase.ABANDONING && run.delivery().shared();
            }

            @Override
            public void requireFresh() {
                LeaseKeeper.requireFresh(run, clock.instant());
            }

            @Override
            public void requireHeld() {
                leases.requireHeld(run, clock.instant());
            }
        };
    }

    Swarm.Named create(DeliveryRun run, Swarm.Kind kind, Map<String, Object> body) {
        LeaseKeeper.requireFresh(run, clock.instant());
        return swarm().create(kind, body);
    }

    void remove(DeliveryRun run, Swarm.Kind kind, Swarm.Named object) {
        LeaseKeeper.requireFresh(run, clock.instant());
        swarm().remove(kind, object.id());
    }

    /** Enters the phase that comes next in a delivery of its kind. */
    Progress next(DeliveryRun run) {
        return next(run, UnaryOperator.identity());
    }

    /** The same, and changes the ledger with it in one write. */
    Progress next(DeliveryRun run, UnaryOperator<Ledger> change) {
        Delivery delivery = run.delivery();
        return enter(run, delivery.next(), change);
    }

    Progress enter(DeliveryRun run, Phase next) {
        return enter(run, next, UnaryOperator.identity());
    }

    /** Enters the next phase, and changes the ledger with it in one write. */
    Progress enter(DeliveryRun run, Phase next, UnaryOperator<Ledger> change) {
        Delivery left = run.delivery();
        Instant now = clock.instant();
        leases.write(run, now, ledger -> entering(change.apply(ledger), next, now));
        tell(run, left, now);
        return new Progress.Continue();
    }

    private static Ledger entering(Ledger ledger, Phase next, Instant now) {
        return ledger.withDelivery(ledger.delivery().map(delivery -> delivery.enter(next, now)));
    }

    /** Records the new service of the old release, which was started again. */
    Progress restored(DeliveryRun run, PlacedRelease old) {
        leases.write(
                run,
                clock.instant(),
                ledger -> (serves(ledger, old) ? ledger.withActive(Optional.of(old)) : ledger)
                        .withDelivery(ledger.delivery().map(d -> d.withFrom(old))));
        return new Progress.Continue();
    }

    private static boolean serves(Ledger ledger, PlacedRelease old) {
        return ledger.active()
                .filter(active -> active.release().number() == old.release().number())
                .isPresent();
    }

    /**
     * Fails the phase and enters the one that follows a failure; logs what is wrong with the candidate's tasks before
     * they are removed.
     */
    Progress fail(DeliveryRun run, String reason) {
        return fail(run, Delivery.Setback.FAILURE, reason);
    }

    Progress fail(DeliveryRun run, Delivery.Setback setback, String reason) {
        Delivery left = run.delivery();
        Phase back = FailureEdges.from(left.phase());
        run.log().warn(left.phase().word() + ": " + reason);
        List<String> diagnosis = Diagnosis.of(swarm(), left.to());
        diagnosis.forEach(run.log()::warn);
        String full = diagnosis.isEmpty() ? reason : reason + "\n" + String.join("\n", diagnosis);
        Instant now = clock.instant();
        leases.write(
                run,
                now,
                ledger -> ledger.withDelivery(ledger.delivery().map(d -> d.failing(setback, full, back, now))));
        tell(run, left, now);
        return new Progress.Continue();
    }

    /** Ends the delivery: records it in the history, and releases the lease unless an order follows. */
    Progress end(DeliveryRun run, Phase last, UnaryOperator<Ledger> change) {
        return end(run, last, UnaryOperator.identity(), change);
    }

    /** @param known adds what is known of the delivery only at its end */
    Progress end(DeliveryRun run, Phase last, UnaryOperator<Delivery> known, UnaryOperator<Ledger> change) {
        new EarlyChecks(this).end(run);
        Delivery left = run.delivery();
        Instant now = clock.instant();
        Delivery ended = known.apply(left).enter(last, now);
        run.ending(ended);
        UnaryOperator<Ledger> ending = ledger -> change.apply(ledger)
                .withDelivery(last == Phase.STUCK ? Optional.of(ended) : Optional.empty())
                .recording(HistoryEntry.of(ended, now));
        if (run.continuesAfter(last)) {
            leases.write(run, now, ending);
        } else {
            leases.writeAndRelease(run, ending);
        }
        return ended(run, left);
    }

    /** The result, after the last write has succeeded. */
    Progress ended(DeliveryRun run, Delivery left) {
        Delivery ended = run.ending().orElseThrow();
        run.ended(ended);
        if (left.phase() != ended.phase()) {
            tell(run, left, ended.phaseSince());
        }
        return outcome(ended);
    }

    static Progress outcome(Delivery ended) {
        return ended.phase() == Phase.DONE || ended.phase() == Phase.READY
                ? new Progress.Succeeded(ended)
                : new Progress.Failed(ended);
    }

    /** Continues if the gate has passed; otherwise, waits or fails. */
    Progress pass(DeliveryRun run, Gate gate, Supplier<Progress> passed, Function<String, Progress> failed) {
        return held(run, gate, failed).orElseGet(passed);
    }

    /** The progress at a gate that has not passed; empty if it has. */
    Optional<Progress> held(DeliveryRun run, Gate gate, Function<String, Progress> failed) {
        if (gate instanceof Gate.Waiting waiting) {
            return Optional.of(await(run, waiting.missing(), waiting.pause()));
        }
        return gate instanceof Gate.Failed late ? Optional.of(failed.apply(late.missing())) : Optional.empty();
    }

    Progress.Wait await(DeliveryRun run, String reason, Duration after) {
        run.waiting(reason);
        return new Progress.Wait(reason, after);
    }

    /** The pause until the next check of starting tasks; it grows with the time that the phase has taken. */
    static Duration soon(DeliveryRun run, Instant now) {
        Duration part = Duration.between(run.delivery().phaseSince(), now).dividedBy(LOST);
        return part.compareTo(SOON) < 0 ? SOON : part.compareTo(LATER) > 0 ? LATER : part;
    }

    /**
     * Whether the phase has taken longer; time in which nobody worked on it or the cluster was unreachable does not
     * count.
     */
    boolean overdue(DeliveryRun run, Duration limit, Instant now) {
        return run.watched(now).compareTo(limit) > 0;
    }

    /** How many tasks the service should have. */
    long wanted(Service service) {
        boolean replicated = service.spec().mode() instanceof ServiceSpec.Mode.Replicated;
        return Convergence.wanted(service, replicated ? List.of() : swarm().nodes());
    }

    /** The tasks of a removed or scaled-down service that still run on nodes that are up. */
    List<Task> running(Service stopped) {
        return tasks(running(List.of(stopped)), stopped);
    }

    /** The same for several services, by their IDs. */
    Map<String, List<Task>> running(List<Service> stopped) {
        Map<String, List<Task>> left = new HashMap<>(swarm().tasks(stopped));
        left.replaceAll((id, tasks) -> tasks.stream()
                .filter(task -> !task.ended() && !task.nodeId().isEmpty())
                .toList());
        if (left.values().stream().allMatch(List::isEmpty)) {
            return Map.of();
        }
        Set<String> up = swarm().nodes().stream().filter(Node::up).map(Node::id).collect(Collectors.toSet());
        left.replaceAll((id, tasks) ->
                tasks.stream().filter(task -> up.contains(task.nodeId())).toList());
        return left;
    }

    Convergence converge(ReleaseServices release) {
        return converge(release, tasks(release));
    }

    /** The tasks of a release's services, by the services' IDs. */
    Map<String, List<Task>> tasks(ReleaseServices release) {
        List<Service> services = release.present();
        return services.size() == 1
                ? Map.of(services.get(0).id(), swarm().tasks(services.get(0)))
                : services.isEmpty() ? Map.of() : swarm().tasks(services);
    }

    /** @param tasks of the release's services, as {@link #tasks} tells them */
    Convergence converge(ReleaseServices release, Map<String, List<Task>> tasks) {
        boolean nodesMatter =
                !release.present().stream().allMatch(service -> independentOfNodes(service, tasks(tasks, service)));
        List<Node> nodes = nodesMatter ? swarm().nodes() : List.of();
        return Convergence.of(release, service -> Convergence.of(service, tasks(tasks, service), nodes));
    }

    private static List<Task> tasks(Map<String, List<Task>> tasks, Service service) {
        return tasks.getOrDefault(service.id(), List.of());
    }

    /**
     * Whether the convergence of a service does not depend on the nodes: it is not global, and none of its tasks runs.
     */
    private static boolean independentOfNodes(Service service, List<Task> tasks) {
        return service.spec().mode() instanceof ServiceSpec.Mode.Replicated
                && tasks.stream().noneMatch(Task::running);
    }

    /**
     * Nodes are read only if the result depends on them: a running task's node may be down, a global service has a task
     * on each.
     */
    Convergence converge(Service service) {
        List<Task> tasks = swarm().tasks(service);
        return Convergence.of(service, tasks, independentOfNodes(service, tasks) ? List.of() : swarm().nodes());
    }

    private static void tell(DeliveryRun run, Delivery left, Instant now) {
        run.log().entered(run.delivery(), left.phase(), Duration.between(left.phaseSince(), now), now);
    }
}
