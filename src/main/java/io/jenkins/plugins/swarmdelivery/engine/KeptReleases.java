package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The releases that can be gone back to: those whose spec is kept. */
final class KeptReleases {
    private final LedgerStore ledgers;

    KeptReleases(LedgerStore ledgers) {
        this.ledgers = ledgers;
    }

    /** Newest first, one for each image, without what is active now. */
    List<Release> of(Ledger ledger) {
        return all(ledger).stream()
                .filter(release -> ledger.active()
                        .filter(active -> active.release().image().equals(release.image()))
                        .isEmpty())
                .toList();
    }

    /** Newest first, one for each image. */
    List<Release> all(Ledger ledger) {
        List<Release> kept = new ArrayList<>();
        Set<ImageReference> images = new HashSet<>();
        ledgers.keptReleases(ledger.application()).stream()
                .sorted(Comparator.reverseOrder())
                .flatMap(number -> known(ledger, number).stream())
                .filter(release -> images.add(release.image()))
                .forEach(kept::add);
        return kept;
    }

    /** What release a number stands for: from the ledger, else from its kept spec. */
    private Optional<Release> known(Ledger ledger, int number) {
        Optional<Release> placed = ledger.placed().stream()
                .map(PlacedRelease::release)
                .filter(release -> release.number() == number)
                .findFirst();
        return placed.or(() -> ledger.history().stream()
                        .filter(entry -> entry.release() == number)
                        .findFirst()
                        .map(entry -> new Release(
                                number,
                                entry.version(),
                                ImageReference.parse(entry.image()),
                                entry.author(),
                                entry.at())))
                .or(() -> ledgers.kept(ledger.application(), number).map(spec -> {
                    ImageReference image = ImageReference.parse(spec.image());
                    String version = Optional.ofNullable(spec.labels().get(Labels.RELEASE))
                            .or(image::tag)
                            .orElse("#" + number);
                    return new Release(number, version, image, Author.named("unknown"), Instant.EPOCH);
                }));
    }

    /** Forgets a candidate that failed; what was live, and could only not be removed at once, can be gone back to. */
    void forgetUnlessLive(Ledger ledger, PlacedRelease removed) {
        int number = removed.release().number();
        boolean failed = ledger.history().stream()
                .filter(entry -> entry.release() == number)
                .findFirst()
                .filter(newest -> !newest.outcome().equals(Phase.DONE.word()))
                .isPresent();
        if (failed) {
            ledgers.forget(ledger.application(), number);
        }
    }

    /** Forgets the oldest ones beyond the given number; what has a service is never forgotten. */
    void prune(Ledger ledger, int keep) {
        Set<Integer> placed = ledger.placed().stream()
                .map(release -> release.release().number())
                .collect(Collectors.toSet());
        List<Integer> free = ledgers.keptReleases(ledger.application()).stream()
                .filter(number -> !placed.contains(number))
                .toList();
        free.stream()
                .limit(Math.max(0, free.size() - keep))
                .forEach(number -> ledgers.forget(ledger.application(), number));
    }
}
