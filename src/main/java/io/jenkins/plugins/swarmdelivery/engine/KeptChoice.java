package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kept release, as a choice for a rollback. It is read from the ledger alone, without the specs.
 *
 * @param number of the release
 * @param version of the release; {@code release} if the ledger no longer has it
 * @param left whether an earlier rollback has moved users off it
 */
public record KeptChoice(int number, String version, boolean left) {
    private record Known(int number, String version, String image) {
        boolean isLike(Known other) {
            return version.equals(other.version) && image.equals(other.image);
        }

        KeptChoice choice(boolean left) {
            return new KeptChoice(number, version, left);
        }
    }

    /** The releases that can be rolled back to, newest first, without those that run. */
    public static List<KeptChoice> of(Status status) {
        Ledger ledger = status.ledger();
        List<PlacedRelease> running = Stream.concat(ledger.active().stream(), ledger.standby().stream())
                .toList();
        Set<Integer> numbers =
                running.stream().map(placed -> placed.release().number()).collect(Collectors.toSet());
        List<Known> kept = known(status).stream()
                .filter(release -> !numbers.contains(release.number()))
                .toList();
        return kept.stream()
                .filter(release -> running.stream().noneMatch(placed -> isCopy(ledger, placed, release, kept)))
                .map(release -> release.choice(leftBehind(ledger, release)))
                .toList();
    }

    /** All kept releases, newest first. */
    public static List<KeptChoice> all(Status status) {
        return known(status).stream().map(release -> release.choice(false)).toList();
    }

    /**
     * Whether a running release is this one under the new number that a rollback gave it. If several kept releases have
     * its image, the ledger cannot tell which one it is, and none of them is hidden.
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

    private static boolean leftBehind(Ledger ledger, Known release) {
        return ledger.history().stream()
                .filter(entry -> entry.event().equals(Delivery.Kind.ROLLBACK.word()))
                .anyMatch(entry -> entry.previousVersion().equals(release.version()));
    }

    private static List<Known> known(Status status) {
        return status.kept().stream()
                .sorted(Comparator.reverseOrder())
                .map(number -> known(status.ledger(), number))
                .toList();
    }

    private static Known known(Ledger ledger, int number) {
        Optional<Known> placed = ledger.placed().stream()
                .map(PlacedRelease::release)
                .filter(release -> release.number() == number)
                .findFirst()
                .map(KeptChoice::known);
        return placed.or(() -> ledger.history().stream()
                        .filter(entry -> entry.release() == number)
                        .findFirst()
                        .map(entry -> new Known(number, entry.version(), entry.image())))
                .orElseGet(() -> new Known(number, "release", ""));
    }

    private static Known known(Release release) {
        return new Known(release.number(), release.version(), release.image().toString());
    }
}
