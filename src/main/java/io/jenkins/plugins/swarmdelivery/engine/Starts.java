package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.BuildNumber;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.RunningStack;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Begins deliveries: checks what must hold, and makes the first write to the ledger. */
final class Starts {
    private final Cluster cluster;
    private final LeaseKeeper leases;
    private final Machine machine;
    private final Planner planner;
    private final Unstuck unstuck;
    private final WarmRelease warm;

    Starts(Cluster cluster, LeaseKeeper leases, Machine machine) {
        this.cluster = cluster;
        this.leases = leases;
        this.machine = machine;
        this.planner = new Planner(cluster);
        this.warm = new WarmRelease(cluster.swarm());
        this.unstuck = new Unstuck(cluster, warm);
    }

    Plan plan(Intent intent, Order.Deploy order) {
        return planner.plan(order, intent.ledger(), intent.claim().author(), intent.id(), intent.now());
    }

    /** @throws RefusedException if its image does not exist or may not be released */
    void requireImage(Order.Deploy order) {
        planner.requireImage(order);
    }

    /**
     * @throws RefusedException if a newer build of the same job has delivered or waits for its promotion, and the order
     *     asks for the newest only
     */
    void requireNewest(Intent intent, Order.Deploy order) {
        Optional<BuildNumber> own = BuildNumber.of(intent.claim().author()).filter(build -> order.newestOnly());
        Ledger ledger = intent.ledger();
        Stream<Author> delivered = ledger.history().stream()
                .filter(entry -> entry.event().equals(Delivery.Kind.RELEASE.word())
                        && entry.outcome().equals(Phase.DONE.word()))
                .map(HistoryEntry::author);
        Stream<Author> waiting = ledger.delivery().filter(Delivery::parked).map(Delivery::author).stream();
        own.flatMap(build -> Stream.concat(waiting, delivered)
                        .flatMap(author -> BuildNumber.of(author).stream())
                        .filter(other -> other.newerThan(build))
                        .findFirst())
                .ifPresent(newer -> {
                    throw new RefusedException("build " + newer.number() + " of the same job has delivered "
                            + intent.application() + ", and this is build "
                            + own.get().number()
                            + "; order: any delivers the older one anyway");
                });
    }

    DeliveryRun deploy(Intent intent, Order.Deploy order) {
        intent.requireIdle();
        requireNewest(intent, order);
        makeKey(intent, order);
        Plan plan = accepted(plan(intent, order), intent.log());
        Delivery delivery = plan.bringsRoutes()
                ? intent.delivery(Delivery.Kind.RELEASE, Phase.ROUTING, plan.candidate(), order.options())
                : intent.starting(Delivery.Kind.RELEASE, plan.candidate(), order.options());
        DeliveryRun run = begin(intent, delivery, plan.release());
        run.provides(plan.bodies());
        intent.log().planned(plan.parts());
        return run;
    }

    /** Makes the application's key before its first delivery, after a check that the delivery can begin. */
    private void makeKey(Intent intent, Order.Deploy order) {
        if (order.stack().isPresent()
                && cluster.ledgers().key(order.application()).isEmpty()) {
            accepted(plan(intent, order), DeliveryLog.NONE);
            cluster.ledgers().makeKey(order.application());
        }
    }

    DeliveryRun register(Intent intent, Optional<ImageReference> image, DeliveryOptions options) {
        intent.requireFree();
        Ledger ledger = intent.requireNotStuck();
        requireShareFinished(ledger);
        Delivery waiting = ledger.delivery()
                .filter(delivery -> delivery.phase() == Phase.READY)
                .orElseThrow(() -> new RefusedException("no candidate of " + intent.application() + " is ready"
                        + image.flatMap(wanted -> end(intent, wanted)).orElse("; deploy one first")));
        Release ready = waiting.to().release();
        if (image.filter(wanted -> !wanted.equals(ready.image())).isPresent()) {
            throw new RefusedException("the ready candidate of " + intent.application() + " is "
                    + ready.version() + " of " + waiting.author().name() + ", not " + image.get()
                    + end(intent, image.get()).orElse("; deploy that first"));
        }
        Delivery ordered = waiting.withOptions(options.afterSwitchOf(waiting.options()))
                .withAuthor(waiting.author().approvedBy(intent.claim().author().approver()))
                .enter(Phase.READY, intent.now());
        ordered.options()
                .objection(intent.application(), cluster.router().addresses(intent.application()))
                .ifPresent(objection -> {
                    throw new RefusedException(objection);
                });
        return switchTo(intent, ordered, machine.obstacle(intent.application(), ordered));
    }

    private static void requireShareFinished(Ledger ledger) {
        ledger.delivery().filter(delivery -> delivery.phase() == Phase.SHARING).ifPresent(delivery -> {
            throw new RefusedException("the share of " + delivery.to() + " of " + ledger.application()
                    + " was left unfinished; resume it first");
        });
    }

    /**
     * Sends a part of the users to the candidate that waits for its promotion.
     *
     * @param percent of the users; 0 takes the share back, whatever state the candidate is in
     */
    DeliveryRun share(Intent intent, int percent) {
        intent.requireFree();
        Application application = intent.application();
        Delivery waiting = intent.requireNotStuck()
                .delivery()
                .filter(Delivery::waits)
                .orElseThrow(() -> new RefusedException(
                        "no candidate of " + application + " waits for its promotion; deploy one first"));
        if (percent > 0) {
            requireSharable(application, waiting);
        }
        return take(intent, waiting.sharing(percent, intent.now()));
    }

    private void requireSharable(Application application, Delivery waiting) {
        String refusal = "no users are sent to " + waiting.to() + " of " + application + ": ";
        if (waiting.from().isEmpty()) {
            throw new RefusedException(refusal + "nothing else is live; promote it with register");
        }
        Optional<String> unfinished =
                waiting.phase() == Phase.SHARING ? Optional.empty() : machine.obstacle(application, waiting);
        unfinished.or(() -> cluster.router().shareObjection(application)).ifPresent(why -> {
            throw new RefusedException(refusal + why);
        });
    }

    /** How the last delivery of an image ended. */
    private static Optional<String> end(Intent intent, ImageReference image) {
        return intent.ledger().history().stream()
                .filter(entry -> entry.image().equals(image.toString()))
                .findFirst()
                .map(entry -> "; " + entry.version() + " has ended: " + entry.outcome() + ", " + entry.reason());
    }

    DeliveryRun retire(Intent intent, DeliveryOptions options) {
        Ledger ledger = intent.requireIdle();
        PlacedRelease standby = ledger.standby()
                .orElseThrow(() ->
                        new RefusedException(intent.application() + " has no standby; there is nothing to retire"));
        Delivery delivery = intent.delivery(
                        Delivery.Kind.RETIREMENT,
                        Phase.RETIRING,
                        ledger.active().orElseThrow(),
                        options)
                .withFrom(standby);
        return take(intent, delivery);
    }

    DeliveryRun adopt(Intent intent, String service, DeliveryOptions options) {
        intent.requireIdle();
        Adoption adoption = Adoption.of(cluster, intent, service);
        Phase first = adoption.again() ? Phase.RETIRING : Phase.ADOPTING;
        Delivery delivery = intent.delivery(Delivery.Kind.ADOPTION, first, adoption.placed(), options.withAutoSwitch());
        return take(intent, adoption.again() ? delivery.withoutFrom() : delivery);
    }

    /** The same for all services of a stack, which become one release. */
    DeliveryRun adopt(Intent intent, RunningStack stack, DeliveryOptions options) {
        intent.requireIdle();
        StackAdoption adoption = StackAdoption.of(cluster, intent, stack);
        adoption.known().notes().forEach(intent.log()::info);
        if (!adoption.problems().isEmpty()) {
            throw new RefusedException(String.join("\n", adoption.problems()));
        }
        Delivery delivery =
                intent.delivery(Delivery.Kind.ADOPTION, Phase.ADOPTING, adoption.placed(), options.withAutoSwitch());
        return begin(intent, delivery, adoption.release());
    }

    /**
     * Rolls back to an earlier release: to the standby by the switch alone, to another one by delivering it again from
     * its kept spec, in the free color. Also leaves a stuck delivery, if the release is named.
     */
    DeliveryRun rollback(Intent intent, Optional<String> to, DeliveryOptions options) {
        Intent free = to.isPresent() ? unstuck.leave(intent) : intent;
        Ledger ledger = free.requireIdle();
        DeliveryOptions automatic = options.withAutoSwitch();
        if (to.isEmpty() && ledger.standby().isPresent() && !removed(ledger.standby())) {
            return switchBack(free, automatic);
        }
        KeptReleases kept = new KeptReleases(cluster.ledgers());
        Release target =
                RollbackTarget.choose(ledger, removed(ledger.active()) ? kept.all(ledger) : kept.of(ledger), to);
        return warm.asStandby(ledger, target)
                .map(ready -> switchBack(free.with(ready), automatic))
                .orElseGet(() -> startAgain(free, target, automatic));
    }

    /**
     * @throws RefusedException if the release could not be rolled back to after the unfinished delivery is rolled back
     */
    void requireTarget(Intent intent, Delivery left, Optional<String> to) {
        Ledger before = intent.ledger().withDelivery(Optional.empty()).withActive(left.from());
        List<Release> kept = new KeptReleases(cluster.ledgers())
                .of(before).stream()
                        .filter(release ->
                                release.number() != left.to().release().number())
                        .toList();
        RollbackTarget.choose(before, kept, to);
    }

    /** Accepts the release that serves users as the active one, and leaves the stuck delivery. */
    DeliveryRun accept(Intent intent, String reason) {
        if (reason.isBlank()) {
            throw new RefusedException(
                    "reason", null, "say why the release that serves users is accepted; the history records it");
        }
        Intent free = unstuck.accept(intent);
        PlacedRelease active = free.requireIdle().active().orElseThrow();
        Delivery accepted = free.delivery(
                        Delivery.Kind.ADOPTION, Phase.RETIRING, active, DeliveryOptions.DEFAULTS.withAutoSwitch())
                .withoutFrom()
                .withNote("accepted as it is: " + reason);
        return take(free, accepted);
    }

    /**
     * Retires what is due, gives up an expired candidate, or completes an interrupted retirement; empty if nothing is
     * due, or cannot be retired yet.
     */
    Optional<DeliveryRun> retireDue(Intent intent) {
        Ledger ledger = intent.requireFree();
        Optional<Delivery> cutOff = ledger.delivery()
                .filter(left -> left.kind() == Delivery.Kind.RETIREMENT && left.phase() != Phase.STUCK);
        if (cutOff.isPresent()) {
            return Optional.of(take(intent, UnaryOperator.identity()));
        }
        if (ledger.delivery().isPresent()) {
            return ledger.expired(intent.now()).map(waiting -> {
                DeliveryRun run = take(intent, UnaryOperator.identity());
                run.say(DeliveryRun.Verdict.failed("nobody promoted it within "
                        + Durations.text(waiting.options().expires())));
                return run;
            });
        }
        return Stream.of(ledger.left(), ledger.warm())
                .flatMap(Optional::stream)
                .filter(kept -> kept.due(intent.now()))
                .findFirst()
                .filter(kept -> mayRetire(ledger))
                .map(kept -> take(
                        intent,
                        intent.delivery(
                                        Delivery.Kind.RETIREMENT,
                                        Phase.RETIRING,
                                        ledger.active().orElse(kept.placed()),
                                        DeliveryOptions.DEFAULTS)
                                .withFrom(kept.placed())));
    }

    /**
     * Whether every replica of the router tells what it serves: a silent one may still send users to a release that is
     * due.
     */
    private boolean mayRetire(Ledger ledger) {
        return cluster.router().view(ledger.application()).silent().isEmpty();
    }

    private DeliveryRun switchBack(Intent intent, DeliveryOptions options) {
        PlacedRelease standby = intent.ledger().standby().orElseThrow();
        Delivery delivery = intent.delivery(Delivery.Kind.ROLLBACK, Phase.READY, standby, options);
        Optional<String> obstacle = machine.obstacle(intent.application(), delivery);
        if (obstacle.isPresent() && warm.spoiled(standby)) {
            intent.log().warn("the standby is started again from its kept spec: " + obstacle.get());
            return startAgain(intent, standby.release(), options);
        }
        return switchTo(intent, delivery, obstacle);
    }

    private DeliveryRun startAgain(Intent intent, Release release, DeliveryOptions options) {
        ReleaseSpec kept = cluster.ledgers()
                .kept(intent.application(), release.number())
                .orElseThrow(() -> new RefusedException("the spec of release " + release
                        + " is not kept, and no service of it runs; roll back to another one, which status lists"));
        Order.Deploy order = Order.Deploy.of(intent.application(), release.image(), options)
                .with(kept)
                .with(new Order.Deploy.Terms(true, true, false));
        Plan plan = planner.rollback(order, intent.ledger(), intent.claim().author(), intent.id(), intent.now());
        accepted(plan, intent.log());
        // It gets a new number, because its spec (color, delivery, replicas) is new; the version stays.
        PlacedRelease candidate = plan.candidate().withVersion(release.version());
        ReleaseSpec spec = plan.release().edited(part -> labeled(part, release.version()));
        return begin(intent, intent.starting(Delivery.Kind.ROLLBACK, candidate, options), spec);
    }

    private static Part labeled(Part part, String version) {
        return part.role() == Role.SHARED
                ? part
                : part.with(
                        part.spec().edited(tree -> Json.object(tree, "Labels").put(Labels.RELEASE, version)));
    }

    private boolean removed(Optional<PlacedRelease> placed) {
        return placed.filter(
                        there -> !ReleaseServices.of(cluster.swarm(), there).complete())
                .isPresent();
    }

    private static Plan accepted(Plan plan, DeliveryLog log) {
        plan.warnings().forEach(log::warn);
        if (!plan.problems().isEmpty()) {
            throw new RefusedException(String.join("\n", plan.problems()));
        }
        return plan;
    }

    /** Records the delivery in the ledger before anything else of it exists. */
    private DeliveryRun begin(Intent intent, Delivery delivery, ReleaseSpec spec) {
        DeliveryRun run = take(intent, delivery);
        cluster.ledgers().keep(intent.application(), delivery.to().release().number(), spec);
        return run;
    }

    /** Begins the switch to a release that runs, unless there is an obstacle. */
    private DeliveryRun switchTo(Intent intent, Delivery delivery, Optional<String> obstacle) {
        obstacle.ifPresent(why -> {
            throw new RefusedException("the switch to " + delivery.to() + " is refused: " + why);
        });
        DeliveryRun run = take(intent, delivery);
        run.foundFit();
        return run;
    }

    private DeliveryRun take(Intent intent, Delivery delivery) {
        return take(intent, ledger -> ledger.withDelivery(Optional.of(delivery)));
    }

    DeliveryRun take(Intent intent, UnaryOperator<Ledger> change) {
        try {
            return leases.take(intent, change);
        } catch (SwarmException.Conflict e) {
            throw new RefusedException(
                    "the ledger of " + intent.application() + " changed during planning; check status, then try again");
        }
    }
}
