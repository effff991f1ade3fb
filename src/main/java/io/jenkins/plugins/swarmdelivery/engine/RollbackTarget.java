package io.jenkins.plugins.swarmdelivery.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which release a rollback goes to.
 *
 * @param release what shall serve again
 * @param warm it still runs, as the standby
 */
record RollbackTarget(Release release, boolean warm) {
    /**
     * @param kept what can be gone back to, newest first
     * @param wanted a version or {@code #number}; empty, where there is no standby: what is meant must be plain
     * @throws RefusedException if there is nothing, or it is not plain what is meant; lists what there is
     */
    static RollbackTarget choose(Ledger ledger, List<Release> kept, Optional<String> wanted) {
        Optional<Release> standby = ledger.standby().map(PlacedRelease::release);
        if (ledger.active().isEmpty() || (kept.isEmpty() && standby.isEmpty())) {
            throw new RefusedException(ledger.application() + " has no release to go back to");
        }
        List<Release> matching = wanted.isEmpty()
                ? kept
                : kept.stream().filter(release -> named(release, wanted.get())).toList();
        boolean plain = matching.size() == 1 || (wanted.isPresent() && !matching.isEmpty());
        if (!plain) {
            throw new RefusedException(
                    (wanted.isEmpty() ? "say to which release" : "release " + wanted.get() + " is not kept")
                            + "; " + ledger.application() + " can go back to: "
                            + kept.stream().map(Release::toString).collect(Collectors.joining(", ")));
        }
        // The newest of that version: the same version delivered twice is the same digest or somebody's correction.
        Release release = matching.get(0);
        boolean warm = standby.map(Release::number).equals(Optional.of(release.number()));
        return new RollbackTarget(release, warm);
    }

    private static boolean named(Release release, String wanted) {
        return release.version().equals(wanted) || wanted.equals("#" + release.number());
    }
}
