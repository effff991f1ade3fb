package io.jenkins.plugins.swarmdelivery.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LedgerFormatTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456789Z");

    @Property(tries = 500)
    void whatWasWrittenIsReadAgain(@ForAll("ledgers") Ledger ledger) {
        assertThat(LedgerFormat.fromTree(LedgerFormat.toTree(ledger))).isEqualTo(ledger);
    }

    @Property(tries = 200)
    void isMadeOfJsonValuesOnly(@ForAll("ledgers") Ledger ledger) {
        assertJson(LedgerFormat.toTree(ledger));
    }

    @Test
    void aLedgerOfFormatOneIsReadForEver() {
        Map<String, Object> author = Map.of("name", "anna");
        Map<String, Object> release = Map.of(
                "number",
                4L,
                "version",
                "1.4",
                "image",
                "r.example/go-demo:1.4",
                "author",
                author,
                "at",
                NOW.toString());
        Map<String, Object> placed =
                Map.of("release", release, "color", "green", "service", "go-demo-green", "since", NOW.toString());
        Map<String, Object> delivery = Map.of(
                "id",
                "d1",
                "kind",
                "RELEASE",
                "phase",
                "BAKING",
                "phaseSince",
                NOW.toString(),
                "startedAt",
                NOW.toString(),
                "to",
                placed,
                "author",
                author,
                "took",
                Map.of("PULLING", "PT1.5S"));
        Ledger ledger = LedgerFormat.fromTree(Map.of(
                "format",
                1,
                "application",
                "go-demo",
                "lastRelease",
                4,
                "active",
                placed,
                "delivery",
                delivery,
                "somethingNew",
                true));

        Release expected =
                new Release(4, "1.4", ImageReference.parse("r.example/go-demo:1.4"), Author.named("anna"), NOW);
        assertThat(ledger.active())
                .contains(new PlacedRelease(
                        expected, Color.GREEN, new PlacedRelease.ServiceRef("go-demo-green", "", ""), NOW, false));
        assertThat(ledger.delivery().orElseThrow().options()).isEqualTo(DeliveryOptions.DEFAULTS);
        assertThat(ledger.delivery().orElseThrow().took()).isEqualTo(Map.of(Phase.PULLING, Duration.ofMillis(1500)));
        assertThat(ledger.history()).isEmpty();
    }

    @Test
    void aNewerFormatIsRefused() {
        assertThatThrownBy(() -> LedgerFormat.fromTree(Map.of("format", 2)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("ledger.format: \"2\" is not valid; this program knows format 1;"
                        + " use the program that wrote the ledger, or a newer one");
        assertThatThrownBy(() -> LedgerFormat.fromTree(Map.of())).hasMessageStartingWith("ledger.format: missing");
    }

    @Test
    void damageIsToldByItsPlaceAndValue() {
        refused("ledger.application: \"Go Demo\" is not valid", tree -> tree.put("application", "Go Demo"));
        refused("ledger.lastRelease: missing", tree -> tree.remove("lastRelease"));
        refused("ledger.lastRelease: \"1.5\" is not valid", tree -> tree.put("lastRelease", 1.5));
        refused("ledger.active: \"blue\" is not valid", tree -> tree.put("active", "blue"));
        refused(
                "ledger.active.color: \"red\" is not valid",
                tree -> Json.object(tree, "active").put("color", "red"));
        refused(
                "ledger.active.adopted: \"yes\" is not",
                tree -> Json.object(tree, "active").put("adopted", "yes"));
        refused(
                "ledger.active.release.image: missing",
                tree -> Json.object(tree, "active", "release").remove("image"));
        refused(
                "ledger.active.release.at: \"now\" is",
                tree -> Json.object(tree, "active", "release").put("at", "now"));
        refused(
                "ledger.active.release.author: author: \" \" is not valid",
                tree -> Json.object(tree, "active", "release", "author").put("name", " "));
        refused(
                "ledger.delivery.phase: \"DOING\" is",
                tree -> Json.object(tree, "delivery").put("phase", "DOING"));
        refused(
                "ledger.delivery.took.EATING: \"EATING\" is",
                tree -> Json.object(tree, "delivery", "took").put("EATING", "PT1S"));
        refused(
                "ledger.delivery.took.PULLING: \"1s\" is",
                tree -> Json.object(tree, "delivery", "took").put("PULLING", "1s"));
        refused(
                "ledger.delivery.options: keep releases: \"0\" is not valid",
                tree -> Json.object(tree, "delivery", "options").put("keepReleases", 0));
        refused(
                "ledger.delivery: share: \"101\" is not valid; use a number from 0 to 100",
                tree -> Json.object(tree, "delivery").put("share", 101));
        refused("ledger.history[0].at: missing", tree -> tree.put("history", List.of(Map.of("event", "release"))));
        refused("ledger.history[0]: \"x\" is not valid", tree -> tree.put("history", List.of("x")));
    }

    /** Whoever goes on with such a delivery would add them up, and end in the middle of a phase. */
    @Test
    void timesAndDurationsThatNothingCanBeAddedToAreRefused() {
        String late = "+1000000000-12-31T23:59:59.999999999Z";
        String early = "-0001-12-31T23:59:59Z";
        String eternal = "PT2562047788015215H30M7.999S";
        refused(
                "ledger.delivery.phaseSince: \"" + late + "\" is not",
                tree -> Json.object(tree, "delivery").put("phaseSince", late));
        refused(
                "ledger.active.since: \"" + early + "\" is not",
                tree -> Json.object(tree, "active").put("since", early));
        refused(
                "ledger.delivery.options: stability: \"2562047788015215h30m7s999ms\" is not valid; use at most 36500d",
                tree -> Json.object(tree, "delivery", "options").put("stability", eternal));
        refused(
                "ledger.delivery.took.PULLING: \"" + eternal + "\" is not",
                tree -> Json.object(tree, "delivery", "took").put("PULLING", eternal));
        refused(
                "ledger.delivery.took.PULLING: \"PT-8760000001H\" is not",
                tree -> Json.object(tree, "delivery", "took").put("PULLING", "PT-8760000001H"));
    }

    private static void refused(String message, Consumer<Map<String, Object>> damage) {
        PlacedRelease placed = new PlacedRelease(
                new Release(1, "1.0", ImageReference.parse("go-demo:1.0"), Author.named("anna"), NOW),
                Color.BLUE,
                new PlacedRelease.ServiceRef("go-demo-blue", "s1", "f"),
                NOW,
                false);
        Delivery delivery = new Delivery(
                new Delivery.Request("d1", Delivery.Kind.RELEASE, DeliveryOptions.DEFAULTS, Author.named("anna")),
                Delivery.Course.begun(Phase.BAKING, NOW),
                Optional.empty(),
                placed,
                Delivery.Reversal.NONE);
        Map<String, Object> tree = Json.copy(LedgerFormat.toTree(Ledger.empty(new Application("go-demo"))
                .withActive(Optional.of(placed))
                .withDelivery(Optional.of(delivery))));
        damage.accept(tree);

        assertThatThrownBy(() -> LedgerFormat.fromTree(tree))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(message);
    }

    private static void assertJson(Object node) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                assertThat(key).isInstanceOf(String.class);
                assertJson(value);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(LedgerFormatTest::assertJson);
        } else {
            assertThat(node).isInstanceOfAny(String.class, Integer.class, Boolean.class);
        }
    }

    @Provide
    Arbitrary<Ledger> ledgers() {
        return Combinators.combine(
                        Arbitraries.of("a", "go-demo", "x".repeat(48)).map(Application::new),
                        Arbitraries.integers().greaterOrEqual(0),
                        placed().optional(),
                        kept().optional(),
                        kept().optional(),
                        deliveries().optional(),
                        leases().optional(),
                        entries().list().ofMaxSize(4))
                .as((application, last, active, warm, left, delivery, lease, history) -> new Ledger(
                        application,
                        last,
                        new Ledger.Releases(active, warm, left),
                        new Ledger.Work(delivery, lease),
                        history));
    }

    private Arbitrary<Kept> kept() {
        return Combinators.combine(placed(), instants(), texts()).as(Kept::new);
    }

    private Arbitrary<PlacedRelease> placed() {
        Arbitrary<ImageReference> images = Arbitraries.of(
                        "go-demo",
                        "r.example:5000/a/b:1.0",
                        "b@sha256:" + "0".repeat(64),
                        "b:2@sha256:" + "f".repeat(64))
                .map(ImageReference::parse);
        Arbitrary<Release> releases = Combinators.combine(
                        Arbitraries.integers(), texts(), images, authors(), instants())
                .as(Release::new);
        return Combinators.combine(
                        releases,
                        Arbitraries.of(Color.class),
                        texts().filter(text -> !text.isEmpty()),
                        texts(),
                        texts(),
                        instants(),
                        Arbitraries.of(true, false))
                .as((release, color, service, id, fingerprint, since, adopted) -> new PlacedRelease(
                        release, color, new PlacedRelease.ServiceRef(service, id, fingerprint), since, adopted));
    }

    private Arbitrary<Delivery> deliveries() {
        Arbitrary<Duration> some = Arbitraries.longs()
                .between(1, DeliveryOptions.LONGEST.toNanos())
                .map(Duration::ofNanos);
        Arbitrary<DeliveryOptions> options = Combinators.combine(
                        Arbitraries.of(true, false),
                        some,
                        Arbitraries.integers().between(1, 50),
                        texts())
                .as((flag, time, number, text) -> new DeliveryOptions(
                        new DeliveryOptions.Candidate(flag, time, number, time, !flag),
                        new DeliveryOptions.Tests("/" + URLEncoder.encode(text, StandardCharsets.UTF_8), !flag, flag),
                        new DeliveryOptions.AfterSwitch(Duration.ZERO, time, time, time, number),
                        new DeliveryOptions.Promotion(flag, time)));
        return Combinators.combine(
                        Arbitraries.of(Delivery.Kind.class),
                        Arbitraries.of(Phase.class),
                        instants(),
                        placed().optional(),
                        placed(),
                        options,
                        texts(),
                        took())
                .as((kind, phase, at, from, to, chosen, failure, took) -> new Delivery(
                        new Delivery.Request("id" + failure, kind, chosen, Author.named("anna")),
                        new Delivery.Course(phase, at, at, took, failure.length()),
                        from,
                        to,
                        new Delivery.Reversal(
                                Delivery.Setback.values()[failure.length() % 3],
                                failure,
                                from.map(some2 -> phase),
                                failure)));
    }

    private Arbitrary<HistoryEntry> entries() {
        return Combinators.combine(instants(), texts(), Arbitraries.integers(), texts(), authors(), took())
                .as((at, text, number, other, author, took) -> new HistoryEntry(
                        at,
                        new HistoryEntry.Action("release", text),
                        new HistoryEntry.Subject(number, other, text, other, text),
                        new HistoryEntry.End("done", text.repeat(20), took),
                        author));
    }

    private Arbitrary<Lease> leases() {
        return Combinators.combine(texts(), instants()).as((text, at) -> new Lease("t" + text, text, text, at, at));
    }

    private Arbitrary<Author> authors() {
        return Combinators.combine(texts(), texts()).as((one, two) -> new Author("a" + one, two, one, two));
    }

    private Arbitrary<Map<Phase, Duration>> took() {
        return Arbitraries.maps(Arbitraries.of(Phase.class), Arbitraries.longs().map(Duration::ofNanos));
    }

    private Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 4_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }

    private Arbitrary<String> texts() {
        return Arbitraries.strings().all().ofMaxLength(40);
    }
}
