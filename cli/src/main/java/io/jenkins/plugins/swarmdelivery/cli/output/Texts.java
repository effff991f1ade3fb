package io.jenkins.plugins.swarmdelivery.cli.output;

import io.jenkins.plugins.swarmdelivery.engine.ReleaseComparison;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.DriftReport;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The engine's values as lines for people. */
public final class Texts {
    private static final String INDENT = "  ";
    private static final int SHORT_COMMIT = 10;

    private final DateTimeFormatter time;

    /** @param zone of the times shown */
    public Texts(ZoneId zone) {
        this.time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    /** The outcome of a delivery, or where it rests. */
    public List<String> delivery(String cluster, Delivery delivery, Addresses addresses) {
        List<String> lines = new ArrayList<>();
        PlacedRelease to = delivery.to();
        Duration whole = delivery.took().values().stream().reduce(Duration.ZERO, Duration::plus);
        lines.add(delivery.kind().word() + " of " + to.service() + " " + to.release() + " on " + cluster + ": "
                + delivery.meaning() + " (" + Durations.format(whole) + ")");
        if (!delivery.failure().isEmpty()) {
            String where =
                    delivery.failedIn().map(phase -> " in " + phase.word()).orElse("");
            lines.add(delivery.setback().word() + where + ":");
            delivery.failure().lines().map(line -> INDENT + line).forEach(lines::add);
        }
        lines.addAll(
                delivery.phase() == Phase.READY
                        ? addresses("preview", addresses.preview())
                        : addresses("service", addresses.service()));
        return lines;
    }

    /** What would be done, and the objections. */
    public List<String> plan(String cluster, Plan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("plan for " + plan.application() + " on " + cluster + " (nothing is changed)");
        lines.addAll(new Table()
                .row("", "active", plan.active().map(Texts::placed).orElse("none, this is the first release"))
                .row("", "candidate", placed(plan.candidate()))
                .row("", "image", plan.candidate().release().image().toString())
                .lines());
        lines.addAll(section("steps", plan.steps()));
        lines.addAll(
                plan.parts().isEmpty()
                        ? section(
                                "changes to the service's spec",
                                plan.changes().stream().map(Object::toString).toList())
                        : parts(plan.parts()));
        lines.addAll(section("warnings", plan.warnings()));
        lines.addAll(section("it would be refused", plan.problems()));
        return lines;
    }

    /** What is different between two releases. */
    public List<String> comparison(ReleaseComparison compared) {
        List<String> lines = new ArrayList<>();
        lines.add(compared.before() + " -> " + compared.after());
        if (compared.diff().none()) {
            lines.add("they run the same");
            return lines;
        }
        List<Plan.PartChange> parts = compared.diff().parts();
        boolean single = parts.size() == 1 && parts.get(0).part().name().isEmpty();
        lines.addAll(single ? section("changes to the service's spec", changes(parts.get(0))) : parts(parts));
        lines.addAll(
                section("networks, configs, secrets and values", compared.diff().objects()));
        return lines;
    }

    /** What was changed outside of deliveries. */
    public List<String> drift(Application application, List<DriftReport.Drifted> drift) {
        List<String> lines = new ArrayList<>();
        lines.add(application + (drift.isEmpty() ? ": no drift" : " has drifted"));
        for (DriftReport.Drifted each : drift) {
            lines.add(INDENT + "- " + each.what());
            each.changes().forEach(change -> lines.add(INDENT + "    " + change));
            if (!each.remedy().isEmpty()) {
                lines.add(INDENT + "  -> " + each.remedy());
            }
        }
        return lines;
    }

    private static List<String> changes(Plan.PartChange part) {
        return part.changes().stream().map(Object::toString).toList();
    }

    private static List<String> parts(List<Plan.PartChange> parts) {
        List<String> lines = new ArrayList<>();
        Table table = new Table();
        parts.forEach(change ->
                table.row("", change.part().name(), change.part().role().word(), change.word(), change.reason()));
        lines.add("services");
        lines.addAll(table.lines());
        for (Plan.PartChange change : parts) {
            lines.addAll(section("changes of " + change.part().name(), changes(change)));
        }
        return lines;
    }

    /** The present state of an application. */
    public List<String> status(String cluster, Status status, Instant now) {
        Ledger ledger = status.ledger();
        List<String> lines = new ArrayList<>();
        lines.add(ledger.application() + " on " + cluster);
        Table table = new Table();
        if (status.services().isEmpty()) {
            table.row("", "active", "none");
        }
        for (Status.ServiceStatus service : status.services()) {
            table.row(
                    "",
                    service.role(),
                    service.placed().stack()
                            ? placed(service.placed()) + " " + service.service()
                            : placed(service.placed()),
                    service.healthy() + "/" + service.wanted() + " healthy",
                    "since " + time.format(service.placed().since()));
        }
        lines.addAll(table.lines());
        for (Status.ServiceStatus service : status.services()) {
            service.troubles().forEach(trouble -> lines.add(INDENT + service.role() + ": " + trouble));
        }
        Table more = new Table();
        ledger.standbyUntil().ifPresent(until -> more.row("", "standby until", time.format(until)));
        ledger.left()
                .ifPresent(left -> more.row(
                        "",
                        "leftover until",
                        time.format(left.until()) + (left.reason().isEmpty() ? "" : ": " + left.reason())));
        more.row("", "delivery", ledger.delivery().map(this::unfinished).orElse("none"));
        more.row(
                "",
                "lease",
                ledger.lease()
                        .map(lease -> lease.owner() + ": " + lease.reason() + ", since " + time.format(lease.since())
                                + (lease.expired(now) ? ", expired " : ", expires ") + time.format(lease.expires()))
                        .orElse("free"));
        more.row("", "router", router(status.router()));
        status.router().pause().durable().ifPresent(pause -> more.row("", "paused", paused(pause)));
        more.row(
                "",
                "roll back to",
                status.kept().isEmpty()
                        ? "no kept release"
                        : status.kept().stream().map(n -> "#" + n).collect(Collectors.joining(", ")));
        status.addresses().service().forEach(address -> more.row("", "address", address.toString()));
        if (!status.addresses().remedy().isEmpty()) {
            more.row("", "address", status.addresses().doubt(ledger.application()));
        }
        lines.addAll(more.lines());
        lines.addAll(section("overdue; run retire --due or resume", status.overdue()));
        lines.addAll(section("disagreements", status.disagreements()));
        return lines;
    }

    /** Since when, and by whom. */
    public String paused(Pause pause) {
        return "since " + time.format(pause.since()) + " " + pause.describe();
    }

    /** Missing objects of kept releases, by their numbers. */
    public List<String> missing(Map<Integer, List<String>> missing) {
        return section(
                "cannot be rolled back to now",
                missing.entrySet().stream()
                        .flatMap(release ->
                                release.getValue().stream().map(what -> "#" + release.getKey() + ": " + what))
                        .toList());
    }

    /** Newest first, as given. */
    public List<String> history(List<HistoryEntry> history) {
        if (history.isEmpty()) {
            return List.of("no history yet");
        }
        Table table = new Table()
                .row("WHEN", "EVENT", "RELEASE", "COLOR", "PREVIOUS", "OUTCOME", "DURATION", "COMMIT", "BY", "REASON");
        for (HistoryEntry entry : history) {
            Duration whole = entry.took().values().stream().reduce(Duration.ZERO, Duration::plus);
            table.row(
                    time.format(entry.at()),
                    entry.event(),
                    entry.release() == 0 ? orDash(entry.version()) : entry.version() + " (#" + entry.release() + ")",
                    orDash(entry.color()),
                    orDash(entry.previous()),
                    entry.outcome(),
                    entry.took().isEmpty() ? "-" : Durations.format(whole),
                    orDash(shortened(entry.author().commit())),
                    by(entry.author()),
                    entry.reason().lines().findFirst().orElse(""));
        }
        return table.lines();
    }

    /** As abbreviated by git. */
    private static String shortened(String commit) {
        return commit.length() <= SHORT_COMMIT ? commit : commit.substring(0, SHORT_COMMIT);
    }

    private static String by(Author author) {
        return author.name() + (author.approver().isEmpty() ? "" : ", approved by " + author.approver());
    }

    private String unfinished(Delivery delivery) {
        return delivery.kind().word() + " of " + delivery.to() + " in "
                + delivery.phase().word() + " since "
                + time.format(delivery.phaseSince())
                + delivery.share()
                        .map(share -> ", with " + share.percent() + "% of the users")
                        .orElse("")
                + delivery.from().map(from -> ", previously " + from).orElse("")
                + (delivery.failure().isEmpty()
                        ? ""
                        : ": " + delivery.failure().lines().findFirst().orElse(""));
    }

    private static String router(TrafficRouter.View view) {
        long agree = view.replicas().stream()
                .filter(replica ->
                        replica.route().filter(view.durable()::equals).isPresent())
                .count();
        return view.durable() + " on " + agree + " of " + view.replicas().size() + " replicas";
    }

    private static String placed(PlacedRelease placed) {
        return placed.color() + " " + placed.release() + " as " + placed.service();
    }

    private static List<String> addresses(String name, List<Address> addresses) {
        return addresses.stream().map(address -> INDENT + name + " " + address).toList();
    }

    private static List<String> section(String title, List<String> entries) {
        List<String> lines = new ArrayList<>();
        if (!entries.isEmpty()) {
            lines.add(title + ":");
            entries.forEach(entry -> lines.add(INDENT + "- " + entry.replace("\n", "\n" + INDENT + "  ")));
        }
        return lines;
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
