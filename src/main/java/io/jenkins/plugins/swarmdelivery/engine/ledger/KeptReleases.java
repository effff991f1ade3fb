package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The releases that can be rolled back to: those whose spec is kept. */
public final class KeptReleases {
    private final LedgerStore ledgers;

    public KeptReleases(LedgerStore ledgers) {
        this.ledgers = ledgers;
    }

    /** Newest first, each spec once, without the active release. */
    public List<Release> of(Ledger ledger) {
        List<Release> kept = new ArrayList<>();
        Set<String> specs = new HashSet<>();
        ledger.active()
                .ifPresent(active -> specs.add(spec(ledger, active.release().number())));
        for (Release release : all(ledger)) {
            boolean active = ledger.active()
                    .filter(placed -> placed.release().number() == release.number())
                    .isPresent();
            if (!active && specs.add(spec(ledger, release.number()))) {
                kept.add(release);
            }
        }
        return kept;
    }

    /** All of them, newest first. */
    public List<Release> all(Ledger ledger) {
        return ledgers.keptReleases(ledger.application()).stream()
                .sorted(Comparator.reverseOrder())
                .flatMap(number -> known(ledger, number).stream())
                .toList();
    }

    /**
     * A release with its spec; it may be the active one.
     *
     * @param wanted a version or {@code #number}; a version that was released twice means the newest
     * @throws RefusedException if it is not kept; lists those that are
     */
    public KeptRelease named(Ledger ledger, String wanted) {
        List<Release> all = all(ledger);
        return all.stream()
                .filter(release -> release.named(wanted))
                .findFirst()
                .flatMap(release -> ledgers.kept(ledger.application(), release.number())
                        .map(spec -> new KeptRelease(release, spec)))
                .orElseThrow(() -> new RefusedException("release " + wanted + " of " + ledger.application()
                        + " is not kept; "
                        + (all.isEmpty()
                                ? "none is"
                                : "these are: "
                                        + all.stream().map(Release::toString).collect(Collectors.joining(", ")))));
    }

    /** @throws RefusedException if no release is active, or its spec is not kept */
    public KeptRelease live(Ledger ledger) {
        Release active = ledger.active()
                .map(PlacedRelease::release)
                .orElseThrow(() -> new RefusedException(ledger.application() + " has no live release here"));
        return named(ledger, "#" + active.number());
    }

    /**
     * What identifies a spec, whatever its release: a rollback runs the spec of an earlier release under a new number.
     */
    private String spec(Ledger ledger, int number) {
        return ledgers.kept(ledger.application(), number)
                .map(release -> release.fingerprint(ledger.application()))
                .orElse("release " + number);
    }

    /** The release of a number: from the ledger or, if that has none, from its kept spec. */
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
                .or(() -> ledgers.kept(ledger.application(), number).map(kept -> {
                    ServiceSpec spec = kept.service();
                    ImageReference image = ImageReference.parse(spec.image());
                    String version = Optional.ofNullable(spec.labels().get(Labels.RELEASE))
                            .or(image::tag)
                            .orElse("#" + number);
                    return new Release(number, version, image, Author.named("unknown"), Instant.EPOCH);
                }));
    }

    /**
     * Forgets a failed candidate. Keeps a release that was once live and whose removal was only delayed: it can be
     * rolled back to.
     */
    public void forgetUnlessLive(Ledger ledger, PlacedRelease removed) {
        int number = removed.release().number();
        if (ledger.failed(number)) {
            ledgers.forget(ledger.application(), number);
        }
    }

    /**
     * Forgets the oldest releases beyond the given number, and those with the spec of a newer one, which repeated
     * rollbacks leave; never one that has services, or that another run has kept in the meantime.
     */
    public void prune(Ledger ledger, int keep) {
        Set<Integer> placed = ledger.placed().stream()
                .map(release -> release.release().number())
                .collect(Collectors.toSet());
        Set<String> specs = placed.stream().map(number -> spec(ledger, number)).collect(Collectors.toSet());
        int most = specs.size() + keep;
        ledgers.keptReleases(ledger.application()).stream()
                .filter(number -> !placed.contains(number) && number <= ledger.lastRelease())
                .sorted(Comparator.reverseOrder())
                .filter(number -> specs.size() >= most || !specs.add(spec(ledger, number)))
                .forEach(number -> ledgers.forget(ledger.application(), number));
    }

    /**
     * The number of the next release. If the ledger was lost but the specs were not, it is one that no kept spec has.
     */
    public int next(Ledger ledger) {
        int highest = ledger.lastRelease() > 0
                ? ledger.lastRelease()
                : ledgers.keptReleases(ledger.application()).stream()
                        .max(Comparator.naturalOrder())
                        .orElse(0);
        return highest + 1;
    }
}
