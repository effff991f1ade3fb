package io.jenkins.plugins.swarmdelivery.actions;

import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.Release;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A release that can be gone back to.
 *
 * @param value names it to the engine; empty: the standby, or what a stuck delivery rolls back to
 * @param text names it to a person
 * @param left users were taken off it by a rollback before: nobody gets it without choosing it
 */
public record BackTarget(String value, String text, boolean left) {
    private record Known(int number, String version, String image) {}

    /** The standby first, then what was not gone back from before, the newest first. */
    static List<BackTarget> of(Status status) {
        Ledger ledger = status.ledger();
        List<BackTarget> targets = new ArrayList<>();
        ledger.standby().ifPresent(standby -> targets.add(new BackTarget("", standby + ", kept warm: at once", false)));
        Set<String> images = new HashSet<>();
        ledger.active().ifPresent(active -> images.add(active.release().image().toString()));
        ledger.standby()
                .ifPresent(standby -> images.add(standby.release().image().toString()));
        List<Known> kept = status.kept().stream()
                .sorted(Comparator.reverseOrder())
                .map(number -> known(ledger, number))
                .filter(release -> release.image().isEmpty() || images.add(release.image()))
                .toList();
        kept.stream()
                .filter(release -> !leftBehind(ledger, release))
                .forEach(release -> targets.add(of(release, "", false)));
        kept.stream()
                .filter(release -> leftBehind(ledger, release))
                .forEach(release -> targets.add(of(release, ", was rolled back from", true)));
        return targets;
    }

    /** The rollback that is stuck, tried again; or a kept release. */
    static List<BackTarget> ofStuck(Status status) {
        List<BackTarget> targets = new ArrayList<>();
        status.ledger()
                .delivery()
                .flatMap(Delivery::from)
                .ifPresent(before -> targets.add(new BackTarget("", before + ", as it was tried", false)));
        status.kept().stream()
                .sorted(Comparator.reverseOrder())
                .map(number -> known(status.ledger(), number))
                .forEach(release -> targets.add(of(release, ", started again", false)));
        return targets;
    }

    private static BackTarget of(Known release, String remark, boolean left) {
        return new BackTarget(
                "#" + release.number(), release.version() + " (#" + release.number() + ")" + remark, left);
    }

    private static Known known(Ledger ledger, int number) {
        Optional<Known> placed = ledger.placed().stream()
                .map(PlacedRelease::release)
                .filter(release -> release.number() == number)
                .findFirst()
                .map(BackTarget::known);
        return placed.or(() -> ledger.history().stream()
                        .filter(entry -> entry.release() == number)
                        .findFirst()
                        .map(entry -> new Known(number, entry.version(), entry.image())))
                .orElseGet(() -> new Known(number, "release", ""));
    }

    private static Known known(Release release) {
        return new Known(release.number(), release.version(), release.image().toString());
    }

    private static boolean leftBehind(Ledger ledger, Known release) {
        return ledger.history().stream()
                .filter(entry -> entry.event().equals("rollback"))
                .map(HistoryEntry::previous)
                .anyMatch(previous -> previous.endsWith(" " + release.version()));
    }
}
