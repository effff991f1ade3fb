package io.jenkins.plugins.swarmdelivery.documents;

import io.jenkins.plugins.swarmdelivery.engine.ReleaseComparison;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.plan.DriftReport;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecDiff;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The engine's values as JSON documents. docs/command-line.md describes them, and programs rely on them: fields may be
 * added, but none may be removed or change its meaning. An absent value is null, and so is an empty text.
 */
public final class Documents {
    private Documents() {}

    public static Map<String, Object> delivery(Delivery delivery) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", delivery.id());
        document.put("kind", delivery.kind().word());
        document.put("phase", delivery.phase().word());
        document.put("phaseSince", time(delivery.phaseSince()));
        document.put("startedAt", time(delivery.startedAt()));
        document.put("from", orNull(delivery.from().map(Documents::placed)));
        document.put("to", placed(delivery.to()));
        document.put("failure", text(delivery.failure()));
        document.put("failedIn", orNull(delivery.failedIn().map(Phase::word)));
        document.put("standbyGivenUp", text(delivery.gaveUp()));
        document.put("share", orNull(delivery.share().map(TrafficRouter.Share::percent)));
        document.put("author", author(delivery.author()));
        document.put("phases", phases(delivery.took()));
        return document;
    }

    public static Map<String, Object> placed(PlacedRelease placed) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("release", placed.release().number());
        document.put("version", placed.release().version());
        document.put("image", placed.release().image().toString());
        document.put("color", placed.color().word());
        document.put("service", placed.service());
        document.put("since", time(placed.since()));
        document.put("adopted", placed.adopted());
        return document;
    }

    /** Without the full spec, whose environment may contain secrets. */
    public static Map<String, Object> plan(Plan plan) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("active", orNull(plan.active().map(Documents::placed)));
        document.put("candidate", placed(plan.candidate()));
        document.put("changes", changes(plan.changes()));
        document.put("parts", plan.parts().stream().map(Documents::part).toList());
        document.put("steps", plan.steps());
        document.put("warnings", plan.warnings());
        document.put("problems", plan.problems());
        return document;
    }

    private static List<Map<String, Object>> changes(List<SpecDiff.Change> changes) {
        return changes.stream()
                .map(change -> {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("path", change.path());
                    entry.put("before", change.before());
                    entry.put("after", change.after());
                    return entry;
                })
                .toList();
    }

    private static Map<String, Object> part(Plan.PartChange change) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("service", change.part().name());
        document.put("role", change.part().role().word());
        document.put("reason", text(change.reason()));
        document.put("image", change.part().spec().image());
        document.put("change", change.word());
        document.put("changes", changes(change.changes()));
        return document;
    }

    public static Map<String, Object> comparison(ReleaseComparison compared) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("before", release(compared.before()));
        document.put("after", release(compared.after()));
        document.put(
                "parts", compared.diff().parts().stream().map(Documents::part).toList());
        document.put("objects", compared.diff().objects());
        return document;
    }

    private static Map<String, Object> release(Release release) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("release", release.number());
        document.put("version", release.version());
        document.put("image", release.image().toString());
        return document;
    }

    public static Map<String, Object> drifted(DriftReport.Drifted drifted) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("subject", drifted.subject());
        document.put("what", drifted.what());
        document.put("changes", changes(drifted.changes()));
        document.put("remedy", text(drifted.remedy()));
        return document;
    }

    public static Map<String, Object> status(Status status) {
        Ledger ledger = status.ledger();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("application", ledger.application().name());
        document.put("active", orNull(ledger.active().map(Documents::placed)));
        document.put("standby", orNull(ledger.standby().map(Documents::placed)));
        document.put("standbyUntil", orNull(ledger.standbyUntil().map(Documents::time)));
        document.put("leftover", orNull(ledger.leftover().map(Documents::placed)));
        document.put("leftoverUntil", orNull(ledger.left().map(left -> Documents.time(left.until()))));
        document.put("leftoverReason", orNull(ledger.left().map(Kept::reason).filter(reason -> !reason.isEmpty())));
        document.put("delivery", orNull(ledger.delivery().map(Documents::delivery)));
        document.put("lease", orNull(ledger.lease().map(Documents::lease)));
        document.put(
                "services", status.services().stream().map(Documents::service).toList());
        document.put("router", view(status.router()));
        document.put("paused", orNull(status.router().pause().durable().map(Documents::pause)));
        document.put("addresses", addresses(status.addresses()));
        document.put("kept", status.kept());
        document.put("disagreements", status.disagreements());
        document.put("overdue", status.overdue());
        return document;
    }

    public static Map<String, Object> addresses(Addresses addresses) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("service", urls(addresses.service()));
        document.put("preview", urls(addresses.preview()));
        document.put("serviceAt", connectTo(addresses.service()));
        document.put("previewAt", connectTo(addresses.preview()));
        return document;
    }

    private static List<String> urls(List<Address> addresses) {
        return addresses.stream()
                .map(address -> address.url().toString())
                .distinct()
                .toList();
    }

    private static List<String> connectTo(List<Address> addresses) {
        return addresses.stream().map(Address::connectTo).distinct().toList();
    }

    public static Map<String, Object> history(HistoryEntry entry) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("at", time(entry.at()));
        document.put("event", entry.event());
        document.put("delivery", text(entry.delivery()));
        document.put("release", entry.release() == 0 ? null : entry.release());
        document.put("version", text(entry.version()));
        document.put("image", text(entry.image()));
        document.put("color", text(entry.color()));
        document.put("previous", text(entry.previous()));
        document.put("outcome", entry.outcome());
        document.put("reason", text(entry.reason()));
        document.put("author", author(entry.author()));
        document.put("phases", phases(entry.took()));
        return document;
    }

    public static Map<String, Object> service(Status.ServiceStatus service) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("role", service.role());
        document.put("service", service.service());
        document.put("color", service.placed().color().word());
        document.put("version", service.placed().release().version());
        document.put("image", text(service.image()));
        document.put("healthy", service.healthy());
        document.put("wanted", service.wanted());
        document.put("troubles", service.troubles());
        return document;
    }

    public static Map<String, Object> pause(Pause pause) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("since", time(pause.since()));
        document.put("by", pause.by());
        document.put("message", orNull(pause.message()));
        return document;
    }

    private static Map<String, Object> view(TrafficRouter.View view) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("durable", route(view.durable()));
        document.put(
                "replicas",
                view.replicas().stream()
                        .map(replica -> {
                            Map<String, Object> entry = new LinkedHashMap<>();
                            entry.put("name", replica.name());
                            entry.put("route", orNull(replica.route().map(Documents::route)));
                            entry.put("error", text(replica.error()));
                            return entry;
                        })
                        .toList());
        return document;
    }

    private static Map<String, Object> route(TrafficRouter.Route route) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("active", orNull(route.active().map(Documents::target)));
        document.put("preview", orNull(route.preview().map(Documents::target)));
        document.put("share", orNull(route.share().map(Documents::share)));
        return document;
    }

    private static Map<String, Object> share(TrafficRouter.Share share) {
        Map<String, Object> document = target(share.candidate());
        document.put("percent", share.percent());
        return document;
    }

    private static Map<String, Object> target(TrafficRouter.Target target) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("color", target.color().word());
        document.put("version", target.release());
        return document;
    }

    /** Without its token, which belongs to the holder only. */
    public static Map<String, Object> lease(Lease lease) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("owner", lease.owner());
        document.put("reason", lease.reason());
        document.put("since", time(lease.since()));
        document.put("expires", time(lease.expires()));
        return document;
    }

    private static Map<String, Object> author(Author author) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", author.name());
        document.put("build", text(author.build()));
        document.put("commit", text(author.commit()));
        document.put("approver", text(author.approver()));
        return document;
    }

    /** In the order of the phases; the engine's map is unordered. */
    private static List<Map<String, Object>> phases(Map<Phase, Duration> took) {
        return took.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> {
                    Map<String, Object> document = new LinkedHashMap<>();
                    document.put("phase", entry.getKey().word());
                    document.put("seconds", Durations.seconds(entry.getValue()));
                    return document;
                })
                .toList();
    }

    private static String time(Instant instant) {
        return instant.toString();
    }

    private static String text(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Object orNull(Optional<?> value) {
        return value.isPresent() ? value.get() : null;
    }
}
