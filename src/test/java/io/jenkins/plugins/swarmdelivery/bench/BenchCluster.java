package io.jenkins.plugins.swarmdelivery.bench;

import io.jenkins.plugins.swarmdelivery.docker.ConfigLedgerStore;
import io.jenkins.plugins.swarmdelivery.docker.DockerSwarm;
import io.jenkins.plugins.swarmdelivery.docker.EngineClient;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.docker.Timeouts;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The engine, its Swarm and its ledgers over HTTP to a {@link StubManager}; router and registry answer at once. */
final class BenchCluster implements AutoCloseable {
    /** Longer than any bench. */
    private static final Duration LONG = Duration.ofHours(2);

    private static final String DIGEST = "sha256:" + "a".repeat(64);

    final StubManager manager;
    final DeliveryEngine engine;
    final LedgerStore ledgers;
    private final EngineClient client;

    /** @param lastTaskStarts the last task of every service never gets healthy */
    BenchCluster(boolean lastTaskStarts) {
        manager = new StubManager(new MemorySwarm(lastTaskStarts));
        client = new EngineClient(List.of(manager.endpoint()), Timeouts.DEFAULTS);
        ledgers = new ConfigLedgerStore(client);
        engine = new DeliveryEngine(
                new Cluster(
                        "bench",
                        new Cluster.Docker(
                                new DockerSwarm(client, Logins.NONE, OptionalInt.empty()),
                                image -> image.withDigest(DIGEST),
                                ledgers),
                        new Cluster.Routing(
                                new InstantRouter(),
                                address -> new HttpProbe.Answer(200, HttpProbe.Origin.NONE, "", "")),
                        new Cluster.Policy(List.of(), SpecRules.STRICT)),
                StackSource.KeptConfigs.NONE,
                client.clock());
    }

    /** Starts a delivery; the spec counts where it is the first release. */
    DeliveryRun deploy(String application, String version, long replicas, DeliveryOptions options) {
        Application its = new Application(application);
        boolean first = engine.record(its).flatMap(ledger -> ledger.active()).isEmpty();
        Order.Deploy order = new Order.Deploy(
                its,
                new Order.Deploy.Wanted(
                        ImageReference.parse("registry:5000/" + application + ":" + version),
                        first ? Optional.of(SampleObjects.spec(replicas)) : Optional.empty(),
                        Optional.empty()),
                Order.Deploy.Terms.STRICT,
                options);
        return start(order);
    }

    DeliveryRun start(Order.Deploy order) {
        return engine.start(
                        order, new Claim("bench", "deliver " + order.image(), Author.named("bench")), DeliveryLog.NONE)
                .orElseThrow();
    }

    /** Until the candidate is ready, without tests. */
    static DeliveryOptions toReady() {
        return options(false, Duration.ZERO, false);
    }

    /** Until tests before the switch are due. */
    static DeliveryOptions toTests() {
        return options(true, Duration.ZERO, true);
    }

    static DeliveryOptions autoSwitch() {
        return options(false, Duration.ZERO, true);
    }

    /** Watched after the switch for longer than any bench. */
    static DeliveryOptions baking() {
        return options(false, LONG, true);
    }

    private static DeliveryOptions options(boolean preTest, Duration bake, boolean autoSwitch) {
        DeliveryOptions usual = DeliveryOptions.DEFAULTS;
        return new DeliveryOptions(
                new DeliveryOptions.Candidate(false, LONG, usual.maxFailures(), Duration.ZERO, false),
                new DeliveryOptions.Tests("", preTest, false),
                new DeliveryOptions.AfterSwitch(
                        bake, Duration.ZERO, usual.drainTimeout(), usual.revertTimeout(), usual.keepReleases()),
                new DeliveryOptions.Promotion(autoSwitch, Duration.ZERO));
    }

    @Override
    public void close() throws IOException {
        client.close();
        manager.close();
    }
}
