package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpecFormat;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The engine on its fakes, for tests of the doors: a Swarm, a router and ledgers in memory, whose time is moved on. */
public final class FakeCluster {
    private final TestBed bed = new TestBed();

    public DeliveryEngine engine() {
        return bed.engine();
    }

    public Swarm swarm() {
        return bed.swarm;
    }

    public TrafficRouter router() {
        return bed.routing;
    }

    /** From now on the router learns routes from releases, as Traefik does. */
    public void routeWithReleases() {
        bed.router.routesWithRelease = true;
    }

    /** Lets time pass for the Swarm and for leases. */
    public void pass(Duration time) {
        bed.clock.pass(time);
    }

    /** Moves time on to that of the world. */
    public void catchUp() {
        pass(Duration.between(bed.clock.instant(), Instant.now()));
    }

    /** Several applications can be delivered to beside each other; else all have one and the same route. */
    public void routeEachForItself() {
        bed.routing = new FakeRouters(bed.swarm, bed.faults);
    }

    /** How many applications have a delivery in this phase. */
    public long deliveriesIn(Phase phase) {
        return bed.ledgers.applications().stream()
                .map(bed.ledgers::peek)
                .flatMap(ledger -> ledger.delivery().stream())
                .filter(delivery -> delivery.phase() == phase)
                .count();
    }

    /** How many calls of the cluster each thread has made, by the thread's name. */
    public Map<String, Integer> calls() {
        return bed.faults.callers();
    }

    /** From now on the router lacks the routes that a release asks for. */
    public void lacksRoutes() {
        bed.lacksRoute();
    }

    /** Whether a delivery has brought them. */
    public boolean knowsRoutes() {
        return bed.router.routes.map(FakeRoutes::known).orElse(true);
    }

    /** Its router leads users to the service {@code web} of a stack. */
    public void routeToWeb() {
        bed.router.stack = true;
    }

    /** Delivers a stack of five services, whose database is shared and whose migration is a job. */
    public void deliverStack(String version) {
        routeToWeb();
        TestBeds.finish(bed, new FakeStack(version).order(options -> options.autoSwitch()));
    }

    /** The names of networks, configs or secrets. */
    public List<String> objects(Swarm.Kind kind) {
        return bed.swarm.objectNames(kind);
    }

    public String secretContent(String name) {
        return bed.swarm.secretContent(name);
    }

    /** All that the cluster keeps of the application, as it is written: the ledger, and each kept release. */
    public String records() {
        return Stream.concat(
                        Stream.of(LedgerFormat.toTree(bed.ledger())),
                        bed.ledgers.keptSpecs(TestBed.APP).stream().map(ReleaseSpecFormat::toTree))
                .map(Json::canonical)
                .collect(Collectors.joining("\n"));
    }

    /** The spec of a service as it runs. */
    public String specOf(String service) {
        return Json.canonical(bed.swarm.spec(service).tree());
    }

    /** Other applications, with the same history. */
    public void copies(int number) {
        Ledger ledger = bed.ledger();
        for (int i = 1; i <= number; i++) {
            bed.ledgers.put(new Ledger(
                    new Application("app-" + i),
                    ledger.lastRelease(),
                    new Ledger.Releases(ledger.active(), ledger.warm(), ledger.left()),
                    new Ledger.Work(ledger.delivery(), ledger.lease()),
                    ledger.history()));
        }
    }

    /** Somebody removes an application's ledger. */
    public void forget(String application) {
        bed.ledgers.removeByHand(new Application(application));
    }

    /** Everything answers again. */
    public void connect() {
        bed.faults.rule(Faults.Rule.NONE);
    }

    /** Delivers a version, and keeps the one before it as standby. */
    public void deliverOver(String version) {
        bed.deliver(version, options -> options.keepStandby(36_000));
    }

    /** Delivers a version, live or not, with another configuration alone. */
    public void deliverConfigured(String version, String variable) {
        Order.Deploy order = bed.order(version, options -> options.autoSwitch());
        Order.Deploy changed = new Order.Deploy(
                order.application(),
                new Order.Deploy.Wanted(
                        order.image(),
                        Optional.of(TestBed.spec()
                                .edited(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                                        .put("Env", List.of(variable)))),
                        order.replicas()),
                new Order.Deploy.Terms(order.allowLatest(), order.dropPorts(), order.newestOnly()),
                order.options());
        bed.drive(
                bed.engine(),
                bed.engine()
                        .start(changed, TestBed.claim("anna"), DeliveryLog.NONE)
                        .orElseThrow());
    }

    /** The registry has not got this version any more. */
    public void imageGone(String version) {
        bed.imagesGone.add(version);
    }

    /** Deploys a candidate that waits for its switch. */
    public void deploy(String version) {
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine,
                engine.start(bed.order(version), TestBed.claim("anna"), DeliveryLog.NONE)
                        .orElseThrow());
    }

    /** Deploys a candidate that is given up where nobody promotes it in time. */
    public void deployExpiring(String version, Duration after) {
        DeliveryEngine engine = bed.engine();
        Order.Deploy order = bed.order(version, options -> options.expires((int) after.toSeconds()));
        bed.drive(
                engine,
                engine.start(order, TestBed.claim("anna"), DeliveryLog.NONE).orElseThrow());
    }

    /** The tasks of this version come up and never get healthy. */
    public void neverHealthy(String version) {
        bed.swarm.behaves(version, FakeSwarm.Behavior.NEVER_HEALTHY);
    }

    /** The tasks of this version end with an error. */
    public void crashes(String version) {
        bed.swarm.behaves(version, FakeSwarm.Behavior.CRASHES);
    }

    /** One task of this version ends with an error, and another takes its place. */
    public void failOnce(String version) {
        bed.swarm.failOnce(version, 1);
    }

    public void healthy(String version) {
        bed.swarm.behaves(version, FakeSwarm.Behavior.HEALTHY);
    }

    /** One of the router's three replicas does not answer. */
    public void unreachableReplica(int number) {
        bed.router.unreachable.add(number);
    }

    /** Somebody sends a part of the users to the candidate. */
    public void share(int percent) {
        TestBeds.finish(bed, new Order.Share(TestBed.APP, percent));
    }

    /** Somebody starts to send a part of the users to the candidate, and dies. */
    public void leaveSharing(int percent) {
        assertThat(bed.engine()
                        .start(new Order.Share(TestBed.APP, percent), TestBed.claim("somebody"), DeliveryLog.NONE))
                .isPresent();
    }

    /** The part of the users that its router sends to a candidate; 0 if it sends all to one release. */
    public int shared() {
        return bed.router.durable.share().map(TrafficRouter.Share::percent).orElse(0);
    }

    /** Its router cannot share users, for this reason. */
    public void refuseShares(String why) {
        bed.router.shareObjection = Optional.of(why);
    }

    /** Users of its applications get a maintenance page. */
    public void pause(Pause pause) {
        bed.router.pause = new Pause.Seen(Optional.of(pause), List.of());
    }

    /** Nothing of the cluster answers any more. */
    public void cutOff() {
        bed.faults.rule((number, name) -> Faults.Verdict.CUT_BEFORE);
    }

    /** Nothing of the cluster answers any more while a delivery stands in this phase, once its spec is kept. */
    public void cutOffIn(Phase phase) {
        bed.faults.rule((number, name) ->
                standsIn(phase) && !name.equals("keep") ? Faults.Verdict.CUT_BEFORE : Faults.Verdict.PASS);
    }

    /** The cluster is lost when a delivery is in the ledger, and before its spec is kept. */
    public void cutOffBeforeTheSpecIsKept() {
        bed.faults.rule((number, name) -> standsIn(Phase.STARTING) ? Faults.Verdict.CUT_BEFORE : Faults.Verdict.PASS);
    }

    /** Whether the delivery stands in this phase, asked of nobody. */
    public boolean standsIn(Phase phase) {
        return bed.ledger()
                .delivery()
                .filter(delivery -> delivery.phase() == phase)
                .isPresent();
    }

    /** Delivers a version as somebody else would, to its end. */
    public void deliver(String version) {
        bed.deliver(version);
    }

    /** Delivers a version as somebody else would who dies in a phase. */
    public void leaveUnfinished(String version, Phase in) {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(
                        bed.order(version, options -> options.autoSwitch()),
                        TestBed.claim("somebody"),
                        DeliveryLog.NONE)
                .orElseThrow();
        while (run.delivery().phase() != in) {
            if (engine.advance(run) instanceof Progress.Wait wait) {
                pass(wait.after());
            }
        }
    }

    /** Delivers a version whose tests fail after the switch, while the release before it does not run any more. */
    public void leaveStuck(String version) {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(
                        bed.order(version, options -> options.postTest().autoSwitch()),
                        TestBed.claim("somebody"),
                        DeliveryLog.NONE)
                .orElseThrow();
        bed.drive(engine, run);
        crashes(run.delivery().from().orElseThrow().release().version());
        engine.failed(run, "error 500");
        bed.drive(engine, run);
    }

    /** Somebody else waits until the lease has expired, and rolls back what is unfinished. */
    public void supersede() {
        pass(Lease.TERM);
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine,
                engine.start(
                                new Order.Rollback(TestBed.APP, Target.PLAIN, DeliveryOptions.DEFAULTS),
                                TestBed.claim("somebody"),
                                DeliveryLog.NONE)
                        .orElseThrow());
    }

    /** What ledger, services and router agree to be live, e.g. {@code blue 1.0}. */
    public String live() {
        return bed.live();
    }

    /** Checks that nothing is left over that no record names, and that nobody holds the lease. */
    public void clean() {
        bed.clean();
    }

    public List<String> services() {
        return bed.swarm.names();
    }

    public Optional<Phase> phase() {
        return bed.engine().record(TestBed.APP).flatMap(Ledger::delivery).map(Delivery::phase);
    }

    /** The pinned image of the candidate that is there. */
    public String candidateImage() {
        Delivery unfinished = bed.ledger().delivery().orElseThrow();
        return unfinished.to().release().image().toString();
    }

    /** The ledger as it is now, asked of nobody; empty if somebody has removed it. */
    public Optional<Ledger> ledger() {
        return bed.ledgers.applications().contains(TestBed.APP) ? Optional.of(bed.ledger()) : Optional.empty();
    }

    public List<HistoryEntry> history() {
        return bed.ledger().history();
    }

    /** A spec for a first release, as a text in a Jenkinsfile. */
    public static String spec() {
        return Json.canonical(TestBed.spec().tree());
    }
}
