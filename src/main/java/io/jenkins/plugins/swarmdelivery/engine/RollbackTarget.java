package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Chooses the target of a rollback. */
final class RollbackTarget {
    private RollbackTarget() {}

    /** Whether there is something to do. */
    static boolean due(Order.Rollback.Target target, Intent intent) {
        if (!target.ifNeeded()) {
            return true;
        }
        Ledger ledger = intent.ledger();
        if (intent.read().isEmpty()) {
            return false;
        }
        return target.release()
                .map(wanted -> ledger.delivery().isPresent() || !live(ledger, wanted))
                .orElseGet(() -> target.unnamed() != Order.Rollback.Unnamed.OWN
                        || ownWork(ledger, intent.claim().author()));
    }

    private static boolean live(Ledger ledger, String wanted) {
        return ledger.active().filter(placed -> placed.release().named(wanted)).isPresent();
    }

    /**
     * Whether the author's build delivers or has delivered the live release; a release that went live by a rollback
     * does not count.
     */
    private static boolean ownWork(Ledger ledger, Author author) {
        boolean unfinished = ledger.delivery()
                .map(Delivery::author)
                .filter(author::sameBuild)
                .isPresent();
        return unfinished
                || ledger.active()
                                .filter(placed ->
                                        author.sameBuild(placed.release().author()))
                                .isPresent()
                        && ledger.cameLive()
                                .filter(entry -> entry.event().equals(Delivery.Kind.RELEASE.word()))
                                .isPresent();
    }

    /** The name of the wanted release; empty: the ledger alone determines it. */
    static Optional<String> wanted(Order.Rollback.Target target, Ledger ledger) {
        boolean previous = target.unnamed() != Order.Rollback.Unnamed.PLAIN;
        return target.release().or(() -> previous ? ledger.previous() : Optional.empty());
    }

    /**
     * @param kept the releases whose spec is kept, newest first
     * @param wanted a version or {@code #number}; empty: the standby, running or not, or else the only release that was
     *     live
     * @throws RefusedException if there is none, or more than one; lists the choices
     */
    static Release choose(Ledger ledger, List<Release> kept, Optional<String> wanted) {
        Optional<Release> standby = ledger.standby().map(PlacedRelease::release);
        List<Release> all = standby.filter(warm -> kept.stream().noneMatch(each -> each.number() == warm.number()))
                .map(warm -> Stream.concat(Stream.of(warm), kept.stream()).toList())
                .orElse(kept);
        if (ledger.active().isEmpty() || all.isEmpty()) {
            throw new RefusedException(ledger.application() + " has no release to roll back to");
        }
        List<Release> matching = wanted.isEmpty()
                ? standby.map(List::of)
                        .orElseGet(() -> all.stream()
                                .filter(release -> !ledger.failed(release.number()))
                                .toList())
                : all.stream()
                        .filter(release -> release.named(wanted.get()))
                        .sorted(Comparator.comparing(release -> ledger.failed(release.number())))
                        .toList();
        boolean unambiguous = matching.size() == 1 || (wanted.isPresent() && !matching.isEmpty());
        if (!unambiguous) {
            throw new RefusedException(
                    (wanted.isEmpty() ? "name a release" : "release " + wanted.get() + " is not kept")
                            + "; " + ledger.application() + " can be rolled back to: "
                            + all.stream().map(Release::toString).collect(Collectors.joining(", ")));
        }
        // The newest of that version that was live: a later delivery has the same digest, or corrects it.
        return matching.get(0);
    }
}
