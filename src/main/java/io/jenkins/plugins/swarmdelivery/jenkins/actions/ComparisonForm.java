package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import io.jenkins.plugins.swarmdelivery.engine.KeptChoice;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import java.util.List;
import java.util.Optional;

/**
 * Two releases to choose.
 *
 * @param releases that are kept, newest first
 * @param before the number of the one that is selected; 0 for none
 * @param after likewise
 */
public record ComparisonForm(List<KeptChoice> releases, int before, int after) {
    /** The live release is selected, and the one before it: the standby, or else the newest other one. */
    static ComparisonForm of(Status status) {
        List<KeptChoice> kept = KeptChoice.all(status);
        int live = number(status.ledger().active(), kept).orElse(0);
        int after = live > 0 || kept.isEmpty() ? live : kept.get(0).number();
        int before = number(status.ledger().standby(), kept)
                .or(() -> kept.stream()
                        .map(KeptChoice::number)
                        .filter(number -> number != after)
                        .findFirst())
                .orElse(0);
        return new ComparisonForm(kept, before, after);
    }

    private static Optional<Integer> number(Optional<PlacedRelease> placed, List<KeptChoice> kept) {
        return placed.map(there -> there.release().number())
                .filter(number -> kept.stream().anyMatch(release -> release.number() == number));
    }

    /** There are two to compare. */
    public boolean isPossible() {
        return releases.size() > 1;
    }

    /** The same, with others selected. */
    ComparisonForm selecting(int earlier, int later) {
        return new ComparisonForm(releases, earlier, later);
    }
}
