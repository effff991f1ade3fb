package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The inverse of {@link LedgerFormat#toTree}. */
final class LedgerReader {
    /** Years of four digits: such a time can be increased by any option's duration, and expressed in milliseconds. */
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /**
     * A million years: far more than any two such times are apart, so that leaving a phase never writes what reading
     * refuses.
     */
    private static final Duration MOST_TAKEN = Duration.ofDays(365_000_000);

    private LedgerReader() {}

    static Ledger ledger(LedgerFields ledger) {
        int format = ledger.number("format");
        if (format != LedgerFormat.VERSION) {
            throw new RefusedException(
                    ledger.path("format"),
                    format,
                    "this program knows format " + LedgerFormat.VERSION
                            + "; use the program that wrote the ledger, or a newer one");
        }
        return new Ledger(
                ledger.parsed("application", Application::new),
                ledger.number("lastRelease"),
                new Ledger.Releases(
                        ledger.object("active").map(LedgerReader::placed),
                        kept(ledger, "standby"),
                        kept(ledger, "leftover")),
                new Ledger.Work(
                        ledger.object("delivery").map(LedgerReader::delivery),
                        ledger.object("lease").map(LedgerReader::lease)),
                ledger.objects("history").stream().map(LedgerReader::entry).toList());
    }

    private static PlacedRelease placed(LedgerFields placed) {
        return new PlacedRelease(
                release(placed.needed("release")),
                placed.parsed("color", Color::parse),
                Stream.concat(Stream.of(placed), placed.objects("others").stream())
                        .map(LedgerReader::service)
                        .toList(),
                placed.parsed("since", LedgerReader::time),
                placed.flag("adopted", false));
    }

    private static PlacedRelease.ServiceRef service(LedgerFields service) {
        return new PlacedRelease.ServiceRef(
                service.parsed("service", text -> text),
                service.text("serviceId"),
                service.text("fingerprint"),
                service.text("part"),
                service.flag("routed", true));
    }

    /** A release without a deadline, which this program never writes, has been due since it took its role. */
    private static Optional<Kept> kept(LedgerFields ledger, String field) {
        return ledger.object(field)
                .map(LedgerReader::placed)
                .map(placed -> new Kept(
                        placed,
                        ledger.optional(field + "Until", LedgerReader::time).orElse(placed.since()),
                        ledger.text(field + "Reason")));
    }

    private static Release release(LedgerFields release) {
        return new Release(
                release.number("number"),
                release.text("version"),
                release.parsed("image", ImageReference::parse),
                author(release.needed("author")),
                release.parsed("at", LedgerReader::time));
    }

    private static Delivery delivery(LedgerFields delivery) {
        return new Delivery(
                new Delivery.Request(
                        delivery.parsed("id", text -> text),
                        delivery.parsed("kind", Delivery.Kind::valueOf),
                        delivery.object("options").map(LedgerReader::options).orElse(DeliveryOptions.DEFAULTS),
                        author(delivery.needed("author"))),
                delivery.valid(() -> new Delivery.Course(
                        delivery.parsed("phase", Phase::valueOf),
                        delivery.parsed("phaseSince", LedgerReader::time),
                        delivery.parsed("startedAt", LedgerReader::time),
                        took(delivery),
                        delivery.number("share", 0))),
                delivery.object("from").map(LedgerReader::placed),
                placed(delivery.needed("to")),
                new Delivery.Reversal(
                        delivery.optional("setback", Delivery.Setback::valueOf).orElse(Delivery.Setback.FAILURE),
                        delivery.text("failure"),
                        delivery.optional("failedIn", Phase::valueOf),
                        delivery.text("gaveUp")));
    }

    private static DeliveryOptions options(LedgerFields options) {
        DeliveryOptions defaults = DeliveryOptions.DEFAULTS;
        return options.valid(() -> new DeliveryOptions(
                new DeliveryOptions.Candidate(
                        options.flag("prePull", defaults.prePull()),
                        options.optional("convergeTimeout", Duration::parse).orElse(defaults.convergeTimeout()),
                        options.number("maxFailures", defaults.maxFailures()),
                        options.optional("stability", Duration::parse).orElse(defaults.stability()),
                        options.flag("keepFailed", defaults.keepFailed())),
                new DeliveryOptions.Tests(
                        options.text("probePath"),
                        options.flag("preTest", defaults.preTest()),
                        options.flag("postTest", defaults.postTest())),
                new DeliveryOptions.AfterSwitch(
                        options.optional("bake", Duration::parse).orElse(defaults.bake()),
                        options.optional("keepStandby", Duration::parse).orElse(defaults.keepStandby()),
                        options.optional("drainTimeout", Duration::parse).orElse(defaults.drainTimeout()),
                        options.optional("revertTimeout", Duration::parse).orElse(defaults.revertTimeout()),
                        options.number("keepReleases", defaults.keepReleases())),
                new DeliveryOptions.Promotion(
                        options.flag("autoSwitch", defaults.autoSwitch()),
                        options.optional("expires", Duration::parse).orElse(defaults.expires()))));
    }

    private static Lease lease(LedgerFields lease) {
        return new Lease(
                lease.parsed("token", text -> text),
                lease.text("owner"),
                lease.text("reason"),
                lease.parsed("since", LedgerReader::time),
                lease.parsed("expires", LedgerReader::time));
    }

    private static HistoryEntry entry(LedgerFields entry) {
        return new HistoryEntry(
                entry.parsed("at", LedgerReader::time),
                new HistoryEntry.Action(entry.parsed("event", text -> text), entry.text("delivery")),
                new HistoryEntry.Subject(
                        entry.number("release", 0),
                        entry.text("version"),
                        entry.text("image"),
                        entry.text("color"),
                        entry.text("previous")),
                new HistoryEntry.End(entry.text("outcome"), entry.text("reason"), took(entry)),
                author(entry.needed("author")));
    }

    private static Author author(LedgerFields author) {
        return author.valid(() -> new Author(
                author.parsed("name", text -> text),
                author.text("build"),
                author.text("commit"),
                author.text("approver")));
    }

    private static Map<Phase, Duration> took(LedgerFields owner) {
        Map<Phase, Duration> took = new EnumMap<>(Phase.class);
        owner.object("took")
                .ifPresent(phases -> phases.names()
                        .forEach(name -> took.put(
                                phases.valid(name, Phase::valueOf), phases.parsed(name, LedgerReader::taken))));
        return Map.copyOf(took);
    }

    private static Instant time(String text) {
        Instant time = Instant.parse(text);
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new DateTimeException("the year does not have four digits");
        }
        return time;
    }

    /** May be negative, if a clock was set back. */
    private static Duration taken(String text) {
        Duration taken = Duration.parse(text);
        if (taken.compareTo(MOST_TAKEN) > 0 || taken.compareTo(MOST_TAKEN.negated()) < 0) {
            throw new DateTimeException("not a duration of a phase");
        }
        return taken;
    }
}
