package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Replica;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.View;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sample values of the engine, as a cluster could return them. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    public static final Application APPLICATION = new Application("go-demo");
    public static final Author AUTHOR = new Author("anna@build-7", "https://ci.example/7", "", "");

    private Samples() {}

    public static PlacedRelease placed(Color color, int number, String version) {
        ImageReference image =
                ImageReference.parse("registry.example/go-demo:" + version).withDigest("sha256:" + "ab".repeat(32));
        return new PlacedRelease(
                new Release(number, version, image, AUTHOR, NOW.minusSeconds(600)),
                color,
                new PlacedRelease.ServiceRef("go-demo-" + color, "id" + number, "fingerprint"),
                NOW.minusSeconds(300),
                false);
    }

    /** A delivery of release 2.0 over 1.0 in that phase. */
    public static Delivery delivery(Phase phase) {
        return new Delivery(
                new Delivery.Request("20260301-115900-abc123", Delivery.Kind.RELEASE, DeliveryOptions.DEFAULTS, AUTHOR),
                new Delivery.Course(
                        phase,
                        NOW.minusSeconds(2),
                        NOW.minusSeconds(60),
                        Map.of(Phase.CONVERGING, Duration.ofMillis(2134), Phase.STARTING, Duration.ofMillis(12))),
                Optional.of(placed(Color.BLUE, 1, "1.0")),
                placed(Color.GREEN, 2, "2.0"),
                new Delivery.Reversal(Delivery.Setback.FAILURE, "", Optional.empty(), ""));
    }

    /** The same, failed in the given phase. */
    public static Delivery failed(Phase in, Phase now, String reason) {
        return delivery(in).failing(reason, now, NOW);
    }

    public static Status status() {
        PlacedRelease blue = placed(Color.BLUE, 1, "1.0");
        PlacedRelease green = placed(Color.GREEN, 2, "2.0");
        Route route = new Route(Optional.of(blue.target()), Optional.of(green.target()));
        Ledger ledger = Ledger.empty(APPLICATION)
                .withActive(Optional.of(blue))
                .withLeft(Optional.of(new Kept(
                        placed(Color.GREEN, 3, "0.9"), NOW.minusSeconds(60), "failed, and kept for inspection")))
                .withDelivery(Optional.of(delivery(Phase.TESTING)))
                .withLease(Optional.of(new Lease(
                        "token", "anna@build-7 pid 4711", "deploy 2.0", NOW.minusSeconds(60), NOW.plusSeconds(30))));
        return new Status(
                ledger,
                List.of(
                        new Status.ServiceStatus(
                                "active",
                                blue,
                                blue.service(),
                                blue.release().image().toString(),
                                new Status.Tasks(3, 3, List.of())),
                        new Status.ServiceStatus(
                                "candidate",
                                green,
                                green.service(),
                                "",
                                new Status.Tasks(2, 3, List.of("task 3: exit 1")))),
                new Status.Routing(
                        new View(
                                route,
                                List.of(
                                        new Replica("edge-1", Optional.of(route), ""),
                                        new Replica("edge-2", Optional.empty(), "connection refused"))),
                        addresses(),
                        Optional.empty()),
                List.of(1, 2),
                new Status.Complaints(List.of("the router serves blue, the ledger says green"), ledger.overdue(NOW)));
    }

    public static Addresses addresses() {
        return new Addresses(
                List.of(at(8080, "10.0.0.1"), at(8080, "10.0.0.2")),
                List.of(at(8081, "10.0.0.1"), at(8081, "10.0.0.2")),
                Addresses.Certainty.NAMED,
                "");
    }

    private static Address at(int port, String node) {
        return Address.named(URI.create("http://shop.example.com:" + port), node);
    }

    public static List<HistoryEntry> history() {
        Lease broken = new Lease("t", "bob pid 1", "deploy 1.9", NOW.minusSeconds(900), NOW.minusSeconds(840));
        return List.of(
                HistoryEntry.of(
                        failed(Phase.TESTING, Phase.FAILED, "tests before the switch ended with 3")
                                .withAuthor(new Author(
                                        "anna@build-7",
                                        "https://ci.example/7",
                                        "c42ac1d3b69d9180d119101167155e6447ff3292",
                                        "carol")),
                        NOW),
                HistoryEntry.unlocked(broken, "bob's laptop is at the bottom of a lake", AUTHOR, NOW));
    }
}
