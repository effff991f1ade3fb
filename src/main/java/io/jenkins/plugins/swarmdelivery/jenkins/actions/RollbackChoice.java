package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.Release;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A release to which one can roll back.
 *
 * @param value names it to the engine; empty: the standby, or what a stuck delivery rolls back to
 * @param name names it to a person
 * @param remark what a person should know before choosing it
 * @param left users were taken off it by a rollback before: nobody gets it without choosing it
 * @param missing configs, secrets and images that it names and that are not there any more; likewise
 */
public record RollbackChoice(String value, String name, String remark, boolean left, List<String> missing) {
    private record Known(int number, String version, String image) {
        boolean isLike(Known other) {
            return version.equals(other.version) && image.equals(other.image);
        }
    }

    /** The standby first, then what was never rolled back from and misses nothing, the newest first. */
    static List<RollbackChoice> of(Status status, Map<Integer, List<String>> missing) {
        Ledger ledger = status.ledger();
        List<RollbackChoice> targets = new ArrayList<>();
        ledger.standby()
                .ifPresent(standby -> targets.add(
                        new RollbackChoice("", standby.toString(), ", kept warm: at once", false, List.of())));
        List<PlacedRelease> running = Stream.concat(ledger.active().stream(), ledger.standby().stream())
                .toList();
        Set<Integer> numbers =
                running.stream().map(placed -> placed.release().number()).collect(Collectors.toSet());
        List<Known> kept = status.kept().stream()
                .filter(number -> !numbers.contains(number))
                .sorted(Comparator.reverseOrder())
                .map(number -> known(ledger, number))
                .toList();
        kept.stream()
                .filter(release -> running.stream().noneMatch(placed -> isCopy(ledger, placed, release, kept)))
                .map(release -> of(ledger, release, missing))
                .sorted(Comparator.comparing(RollbackChoice::isDoubtful))
                .forEach(targets::add);
        return targets;
    }

    /**
     * What runs is this release under a number of its own, as a rollback gives it. Where there are several of its image,
     * which differ in their configuration, nobody can tell which: then none of them is hidden.
     */
    private static boolean isCopy(Ledger ledger, PlacedRelease placed, Known release, List<Known> kept) {
        boolean rolledBack = ledger.history().stream()
                .anyMatch(entry -> entry.release() == placed.release().number()
                        && entry.event().equals(Delivery.Kind.ROLLBACK.word()));
        Known running = known(placed.release());
        return rolledBack
                && running.isLike(release)
                && kept.stream().filter(running::isLike).count() == 1;
    }

    private static RollbackChoice of(Ledger ledger, Known release, Map<Integer, List<String>> missing) {
        boolean left = leftBehind(ledger, release);
        return of(release, left ? ", was rolled back from" : "", left, missing);
    }

    /** The rollback that is stuck, tried again; or a kept release. */
    static List<RollbackChoice> ofStuck(Status status, Map<Integer, List<String>> missing) {
        List<RollbackChoice> targets = new ArrayList<>();
        status.ledger()
                .delivery()
                .flatMap(Delivery::from)
                .ifPresent(before ->
                        targets.add(new RollbackChoice("", before.toString(), ", as it was tried", false, List.of())));
        status.kept().stream()
                .sorted(Comparator.reverseOrder())
                .map(number -> known(status.ledger(), number))
                .forEach(release -> targets.add(of(release, ", started again", false, missing)));
        return targets;
    }

    private static RollbackChoice of(Known release, String remark, boolean left, Map<Integer, List<String>> missing) {
        List<String> its = missing.getOrDefault(release.number(), List.of());
        return new RollbackChoice(
                "#" + release.number(),
                release.version() + " (#" + release.number() + ")",
                remark + (its.isEmpty() ? "" : ", something of it is missing"),
                left,
                its);
    }

    /** Of the choice. */
    public String text() {
        return name + remark;
    }

    /** Nobody gets it without choosing it. */
    public boolean isDoubtful() {
        return left || !missing.isEmpty();
    }

    private static Known known(Ledger ledger, int number) {
        Optional<Known> placed = ledger.placed().stream()
                .map(PlacedRelease::release)
                .filter(release -> release.number() == number)
                .findFirst()
                .map(RollbackChoice::known);
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
