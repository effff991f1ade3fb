package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Platform;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** An engine on fakes, the orders that tests give it, and what must hold at every moment whatever happens. */
public final class TestBed {
    public static final Application APP = new Application("go-demo");
    private static final int MOST_STEPS = 20_000;

    public final TestClock clock = new TestClock();
    final Faults faults = new Faults();
    public final FakeSwarm swarm = new FakeSwarm(clock, faults);
    public final FakeLedgers ledgers = new FakeLedgers(faults);
    public final FakeRouter router = new FakeRouter(swarm, faults);
    /** The spec of a first release. */
    ServiceSpec first = spec();
    /** What the engine is given. */
    TrafficRouter routing = router;

    /** Who uses the application, through the router that the engine is given. */
    interface Users {
        /** What they meet now, by replica of the router. */
        List<Optional<Color>> serving();

        /** Whether any replica sends some of them to a color. */
        boolean reaches(String color);
    }

    Users users = router;

    final List<String> log = new ArrayList<>();
    final List<String> violations = new ArrayList<>();
    final Map<String, String> digests = new LinkedHashMap<>();
    public List<String> placement = List.of();
    public List<String> objections = List.of();
    boolean registryDown;
    /** The images that the registry was asked for. */
    final List<ImageReference> imagesAsked = new ArrayList<>();
    /** Versions that the registry has not got any more. */
    final Set<String> imagesGone = new HashSet<>();

    public List<Platform> platforms = List.of();
    public SpecRules rules = SpecRules.STRICT;
    /** What is made of the kept source of any release. */
    List<Map<String, Object>> keptConfigs = List.of();

    HttpProbe probe = this::answer;
    /** Of each answer to a probe. */
    String body = "";
    /** What looks on after each step of a delivery. */
    Runnable afterStep = () -> {};

    private boolean served;

    public TestBed() {
        swarm.beforeRemoval = this::mustNotServe;
        router.afterChange = this::mustBeServed;
    }

    public DeliveryEngine engine() {
        return new DeliveryEngine(
                new Cluster(
                        "test",
                        new Cluster.Docker(swarm, registry(), ledgers),
                        new Cluster.Routing(routing, address -> probe.get(address)),
                        new Cluster.Policy(placement, rules)),
                (release, application) -> keptConfigs,
                clock);
    }

    private ImageRegistry registry() {
        return new ImageRegistry() {
            @Override
            public ImageReference resolve(ImageReference image) {
                return TestBed.this.resolve(image);
            }

            @Override
            public Found find(ImageReference image) {
                return new Found(resolve(image), platforms);
            }

            @Override
            public List<String> objections(ImageReference pinned) {
                return objections;
            }
        };
    }

    ImageReference resolve(ImageReference image) {
        imagesAsked.add(image);
        if (registryDown) {
            throw new SwarmException.Unavailable("the registry does not answer", null);
        }
        if (imagesGone.contains(image.tag().orElse(""))) {
            throw new SwarmException.NotFound("the registry has no image " + image, null);
        }
        String digest = digests.getOrDefault(
                image.tag().orElse(""),
                "sha256:" + String.format("%064x", image.toString().hashCode() & 0xffffffffL));
        return image.pinned() ? image : image.withDigest(digest);
    }

    private HttpProbe.Answer answer(Address address) {
        Optional<TrafficRouter.Target> target =
                address.host().equals("preview") ? router.durable.preview() : router.durable.active();
        return new HttpProbe.Answer(
                200,
                new HttpProbe.Origin(
                        Optional.of(APP.name()),
                        target.map(t -> t.color().word()),
                        target.map(TrafficRouter.Target::release)),
                body,
                "");
    }

    /** Never an unproven stop: what any replica of the router sends users to is not removed. */
    private void mustNotServe(Service service) {
        String color = service.spec().labels().getOrDefault(Labels.COLOR, "");
        if (users.reaches(color) && !"pull".equals(service.spec().labels().get(Labels.ROLE))) {
            violations.add("removed " + service.name() + " while the router sends users to it");
        }
    }

    /** Never zero serving: a replica is only ever turned to healthy tasks, and never to nothing once users depend on it. */
    private void mustBeServed(Optional<Color> color) {
        if (color.isPresent() && swarm.healthy(color.get(), APP) == 0) {
            violations.add("routed to " + color.get() + ", which has no healthy task");
        }
        if (color.isEmpty() && served) {
            violations.add("no route, though a release was live before");
        }
    }

    /** The first release has a route, which the router lacks. */
    FakeRoutes lacksRoute() {
        first = spec().withLabels(
                        Map.of("swarm-delivery.route.port", "8080", "swarm-delivery.route.host", "demo.example.com"));
        FakeRoutes routes = new FakeRoutes(clock, faults);
        router.routes = Optional.of(routes);
        return routes;
    }

    /** From now on a missing route is a violation. */
    void usersDependOnIt() {
        served = true;
    }

    boolean isDependedOn() {
        return served;
    }

    public static ServiceSpec spec() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("Name", "anything");
        tree.put("Labels", Map.of("team", "shop"));
        tree.put(
                "TaskTemplate",
                Map.of(
                        "ContainerSpec",
                        Map.of("Image", "anything:1", "Healthcheck", Map.of("Test", List.of("CMD", "true"))),
                        "Networks",
                        List.of(Map.of("Target", "apps"))));
        tree.put("Mode", Map.of("Replicated", Map.of("Replicas", 3L)));
        return new ServiceSpec(Json.copy(tree));
    }

    public Order.Deploy order(String version) {
        return order(version, options -> options);
    }

    public Order.Deploy order(String version, UnaryOperator<TestOptions> change) {
        boolean isFirst = ledgers.applications().isEmpty()
                || ledgers.peek(APP).active().isEmpty()
                || ledgers.peek(APP)
                        .delivery()
                        .filter(left -> left.from().isEmpty())
                        .isPresent();
        return new Order.Deploy(
                APP,
                new Order.Deploy.Wanted(
                        ImageReference.parse("registry:5000/go-demo:" + version),
                        isFirst ? Optional.of(first) : Optional.empty(),
                        Optional.empty()),
                Order.Deploy.Terms.STRICT,
                change.apply(new TestOptions()).build());
    }

    static Order.Rollback.Target target(Optional<String> release) {
        return release.map(Order.Rollback.Target::named).orElse(Order.Rollback.Target.PLAIN);
    }

    public static Claim claim(String who) {
        return new Claim(who, "deliver", Author.named(who));
    }

    public DeliveryLog log() {
        return new DeliveryLog() {
            @Override
            public void entered(Delivery delivery, Phase left, Duration took, Instant now) {
                log.add(left.word() + " -> " + delivery.phase().word());
            }

            @Override
            public void waiting(Delivery delivery, String reason) {
                log.add("waits: " + reason);
            }

            @Override
            public void info(String message) {
                log.add(message);
            }

            @Override
            public void warn(String message) {
                log.add("warning: " + message);
            }
        };
    }

    /** Starts a delivery and leads it until it stands in a phase. */
    DeliveryRun reached(Phase phase, DeliveryEngine engine, Order order) {
        DeliveryRun run = engine.start(order, claim("anna"), log()).orElseThrow();
        while (run.delivery().phase() != phase) {
            if (engine.advance(run) instanceof Progress.Wait wait) {
                clock.pass(wait.after());
            }
        }
        return run;
    }

    /** Advances until the delivery rests or ends; time passes as the engine asks for. */
    public Delivery drive(DeliveryEngine engine, DeliveryRun run) {
        for (int i = 0; i < MOST_STEPS; i++) {
            Progress progress = engine.advance(run);
            afterStep.run();
            if (progress instanceof Progress.Wait wait) {
                assertThat(wait.after()).isPositive();
                clock.pass(wait.after());
            } else if (!(progress instanceof Progress.Continue)) {
                return run.delivery();
            } else {
                clock.pass(Duration.ofMillis(5));
            }
        }
        throw new AssertionError(
                "no end after " + MOST_STEPS + " steps, in " + run.delivery().phase());
    }

    /** The whole of a delivery, as {@code deliver} does it. */
    public Delivery deliver(String version) {
        return deliver(version, options -> options);
    }

    public Delivery deliver(String version, UnaryOperator<TestOptions> change) {
        DeliveryEngine engine = engine();
        return drive(
                engine,
                engine.start(order(version, o -> change.apply(o).autoSwitch()), claim("anna"), log())
                        .orElseThrow());
    }

    /** @param to a version; null: what the ledger tells without one */
    Delivery rollback(String to) {
        DeliveryEngine engine = engine();
        Order.Rollback order = new Order.Rollback(APP, target(Optional.ofNullable(to)), DeliveryOptions.DEFAULTS);
        return drive(engine, engine.start(order, claim("oncall"), log()).orElseThrow());
    }

    /** Ends what was left, as the next delivery does, without beginning that; empty where nothing is left to end. */
    Optional<Delivery> settle(DeliveryEngine engine, String who) {
        if (!ledgers.applications().contains(APP) || ledger().delivery().isEmpty()) {
            return engine.start(Order.Retire.due(APP), claim(who), log()).map(run -> drive(engine, run));
        }
        DeliveryRun run = engine.start(order("3.0"), claim(who), log()).orElseThrow();
        run.cancel();
        return Optional.of(drive(engine, run));
    }

    public Ledger ledger() {
        return ledgers.peek(APP);
    }

    /** What is live by the ledger, the services and the router, which must agree. */
    public String live() {
        Ledger ledger = ledger();
        String active = ledger.active().map(PlacedRelease::toString).orElse("nothing");
        assertThat(users.serving())
                .as("router serves what the ledger says")
                .containsOnly(ledger.active().map(PlacedRelease::color));
        ledger.active().ifPresent(placed -> assertThat(swarm.names()).contains(placed.service()));
        return active;
    }

    /** Nothing is left over that no record names. */
    public void clean() {
        Ledger ledger = ledger();
        assertThat(swarm.names())
                .containsExactlyInAnyOrderElementsOf(ledger.placed().stream()
                        .flatMap(placed -> placed.services().stream())
                        .map(PlacedRelease.ServiceRef::name)
                        .distinct()
                        .toList());
        assertThat(ledger.lease()).isEmpty();
        assertThat(ledgers.keptNow(APP)).allMatch(number -> wasLive(ledger, number), "was live");
        assertThat(violations).isEmpty();
    }

    private static boolean wasLive(Ledger ledger, int number) {
        return ledger.placed().stream().anyMatch(placed -> placed.release().number() == number)
                || ledger.history().stream()
                        .anyMatch(entry ->
                                entry.release() == number && entry.outcome().equals(Phase.DONE.word()));
    }
}
