package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The stored form of a ledger: a tree of JSON values, in format {@value #VERSION}. Times and durations are ISO 8601
 * texts, phases and kinds their Java names. Empty texts and absent parts are left out; an absent option has its
 * default.
 */
public final class LedgerFormat {
    public static final int VERSION = 1;

    private LedgerFormat() {}

    /** @throws RefusedException if the tree is not a ledger in a known format; names the field and its value */
    public static Ledger fromTree(Map<String, Object> tree) {
        return LedgerReader.ledger(new LedgerFields("ledger", tree));
    }

    public static Map<String, Object> toTree(Ledger ledger) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", VERSION);
        tree.put("application", ledger.application().name());
        tree.put("lastRelease", ledger.lastRelease());
        ledger.active().ifPresent(placed -> tree.put("active", placed(placed)));
        ledger.warm().ifPresent(kept -> put(tree, "standby", kept));
        ledger.left().ifPresent(kept -> put(tree, "leftover", kept));
        ledger.delivery().ifPresent(delivery -> tree.put("delivery", delivery(delivery)));
        ledger.lease().ifPresent(lease -> tree.put("lease", lease(lease)));
        tree.put("history", ledger.history().stream().map(LedgerFormat::entry).toList());
        return tree;
    }

    private static void put(Map<String, Object> tree, String field, Kept kept) {
        tree.put(field, placed(kept.placed()));
        tree.put(field + "Until", kept.until().toString());
        put(tree, field + "Reason", kept.reason());
    }

    private static Map<String, Object> placed(PlacedRelease placed) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("release", release(placed.release()));
        tree.put("color", placed.color().word());
        tree.put("service", placed.service());
        put(tree, "serviceId", placed.serviceId());
        put(tree, "fingerprint", placed.fingerprint());
        put(tree, "part", placed.ref().part());
        if (placed.services().size() > 1) {
            tree.put(
                    "others",
                    placed.services().stream()
                            .skip(1)
                            .map(LedgerFormat::service)
                            .toList());
        }
        tree.put("since", placed.since().toString());
        tree.put("adopted", placed.adopted());
        return tree;
    }

    private static Map<String, Object> service(PlacedRelease.ServiceRef ref) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("service", ref.name());
        put(tree, "serviceId", ref.id());
        put(tree, "fingerprint", ref.fingerprint());
        put(tree, "part", ref.part());
        tree.put("routed", ref.routed());
        return tree;
    }

    private static Map<String, Object> release(Release release) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("number", release.number());
        put(tree, "version", release.version());
        tree.put("image", release.image().toString());
        tree.put("author", author(release.author()));
        tree.put("at", release.at().toString());
        return tree;
    }

    private static Map<String, Object> delivery(Delivery delivery) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", delivery.id());
        tree.put("kind", delivery.kind().name());
        tree.put("phase", delivery.phase().name());
        tree.put("phaseSince", delivery.phaseSince().toString());
        tree.put("startedAt", delivery.startedAt().toString());
        delivery.from().ifPresent(placed -> tree.put("from", placed(placed)));
        tree.put("to", placed(delivery.to()));
        tree.put("options", options(delivery.options()));
        tree.put("author", author(delivery.author()));
        put(tree, "failure", delivery.failure());
        delivery.failedIn().ifPresent(phase -> tree.put("failedIn", phase.name()));
        if (delivery.setback() != Delivery.Setback.FAILURE) {
            tree.put("setback", delivery.setback().name());
        }
        put(tree, "gaveUp", delivery.gaveUp());
        tree.put("took", took(delivery.took()));
        delivery.share().ifPresent(share -> tree.put("share", share.percent()));
        return tree;
    }

    private static Map<String, Object> options(DeliveryOptions options) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("prePull", options.prePull());
        tree.put("convergeTimeout", options.convergeTimeout().toString());
        tree.put("maxFailures", options.maxFailures());
        tree.put("stability", options.stability().toString());
        put(tree, "probePath", options.probePath());
        tree.put("preTest", options.preTest());
        tree.put("postTest", options.postTest());
        tree.put("bake", options.bake().toString());
        tree.put("keepStandby", options.keepStandby().toString());
        tree.put("drainTimeout", options.drainTimeout().toString());
        tree.put("revertTimeout", options.revertTimeout().toString());
        tree.put("keepFailed", options.keepFailed());
        tree.put("keepReleases", options.keepReleases());
        tree.put("autoSwitch", options.autoSwitch());
        tree.put("expires", options.expires().toString());
        return tree;
    }

    private static Map<String, Object> lease(Lease lease) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("token", lease.token());
        tree.put("owner", lease.owner());
        put(tree, "reason", lease.reason());
        tree.put("since", lease.since().toString());
        tree.put("expires", lease.expires().toString());
        return tree;
    }

    private static Map<String, Object> entry(HistoryEntry entry) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("at", entry.at().toString());
        tree.put("event", entry.event());
        put(tree, "delivery", entry.delivery());
        tree.put("release", entry.release());
        put(tree, "version", entry.version());
        put(tree, "image", entry.image());
        put(tree, "color", entry.color());
        put(tree, "previous", entry.previous());
        put(tree, "outcome", entry.outcome());
        put(tree, "reason", entry.reason());
        tree.put("author", author(entry.author()));
        tree.put("took", took(entry.took()));
        return tree;
    }

    private static Map<String, Object> author(Author author) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", author.name());
        put(tree, "build", author.build());
        put(tree, "commit", author.commit());
        put(tree, "approver", author.approver());
        return tree;
    }

    private static Map<String, Object> took(Map<Phase, Duration> took) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (Phase phase : Phase.values()) {
            if (took.containsKey(phase)) {
                tree.put(phase.name(), took.get(phase).toString());
            }
        }
        return tree;
    }

    private static void put(Map<String, Object> tree, String field, String text) {
        if (!text.isEmpty()) {
            tree.put(field, text);
        }
    }
}
