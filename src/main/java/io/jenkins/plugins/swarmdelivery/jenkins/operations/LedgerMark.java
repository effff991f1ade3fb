package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Optional;

/**
 * A short form of what a user saw of an application when they pressed a button. It stays the same while a delivery
 * proceeds from phase to phase or renews its lease, and changes as soon as another release is live or another delivery
 * is in progress.
 */
public final class LedgerMark {
    private LedgerMark() {}

    /** The mark for a rollback or a share. */
    public static String of(Ledger ledger) {
        return String.join(
                "~",
                number(ledger.active()),
                number(ledger.standby()),
                ledger.delivery().map(Delivery::id).orElse("-"),
                ledger.history().stream()
                        .findFirst()
                        .map(HistoryEntry::at)
                        .map(Object::toString)
                        .orElse("-"));
    }

    /** The mark for an unlock. */
    public static String of(Lease lease) {
        return lease.owner() + "~" + lease.since();
    }

    /**
     * Returns the ledger if it is still as the user saw it who pressed the button.
     *
     * @throws RefusedException if it is not, with the present state
     */
    static Ledger require(DeliveryEngine engine, Application application, String mark) {
        Ledger ledger = engine.record(application)
                .orElseThrow(() -> new RefusedException("the cluster does not know " + application));
        if (!of(ledger).equals(mark)) {
            throw new RefusedException(
                    "nothing was done: the page was out of date when the button was pressed; now " + describe(ledger));
        }
        return ledger;
    }

    /** The present state, for a user who saw another one. */
    private static String describe(Ledger ledger) {
        return ledger.active().map(active -> active + " is live").orElse("nothing is live")
                + ledger.standby().map(standby -> ", " + standby + " stands by").orElse("")
                + ledger.delivery()
                        .map(delivery -> ", a " + delivery.kind().word() + " of " + delivery.to() + " is "
                                + delivery.phase().word()
                                + delivery.share()
                                        .map(share -> " with " + share.percent() + "% of the users")
                                        .orElse(""))
                        .orElse("");
    }

    private static String number(Optional<PlacedRelease> placed) {
        return placed.map(there -> Integer.toString(there.release().number())).orElse("-");
    }
}
