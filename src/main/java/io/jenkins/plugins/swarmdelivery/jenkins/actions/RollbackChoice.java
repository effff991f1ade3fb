package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import io.jenkins.plugins.swarmdelivery.engine.KeptChoice;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A release to which one can roll back, as a page shows it.
 *
 * @param value its name for the engine; empty for the standby, or for what a stuck delivery rolls back to
 * @param name its name for the user
 * @param remark what the user should know before choosing it
 * @param left it was rolled back from before: it is never preselected
 * @param missing configs, secrets and images that it needs and that no longer exist; likewise
 */
public record RollbackChoice(String value, String name, String remark, boolean left, List<String> missing) {
    /** The standby first, then releases that were never rolled back from and miss nothing, the newest first. */
    static List<RollbackChoice> of(Status status, Map<Integer, List<String>> missing) {
        List<RollbackChoice> targets = new ArrayList<>();
        status.ledger()
                .standby()
                .ifPresent(standby -> targets.add(
                        new RollbackChoice("", standby.toString(), ", kept warm: at once", false, List.of())));
        KeptChoice.of(status).stream()
                .map(release -> of(release, release.left() ? ", was rolled back from" : "", missing))
                .sorted(Comparator.comparing(RollbackChoice::isDoubtful))
                .forEach(targets::add);
        return targets;
    }

    /** A retry of the stuck rollback, or a kept release. */
    static List<RollbackChoice> ofStuck(Status status, Map<Integer, List<String>> missing) {
        List<RollbackChoice> targets = new ArrayList<>();
        status.ledger()
                .delivery()
                .flatMap(Delivery::from)
                .ifPresent(before ->
                        targets.add(new RollbackChoice("", before.toString(), ", as it was tried", false, List.of())));
        KeptChoice.all(status).forEach(release -> targets.add(of(release, ", started again", missing)));
        return targets;
    }

    private static RollbackChoice of(KeptChoice release, String remark, Map<Integer, List<String>> missing) {
        List<String> its = missing.getOrDefault(release.number(), List.of());
        return new RollbackChoice(
                "#" + release.number(),
                release.version() + " (#" + release.number() + ")",
                remark + (its.isEmpty() ? "" : ", something of it is missing"),
                release.left(),
                its);
    }

    /** The choice's text. */
    public String text() {
        return name + remark;
    }

    /** Never preselected. */
    public boolean isDoubtful() {
        return left || !missing.isEmpty();
    }
}
