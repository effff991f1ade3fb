package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Keeps a ledger within the size that its store accepts: old entries of the history are shortened before any is
 * dropped.
 */
public final class LedgerFit {
    /** The most bytes of a stored ledger: every change goes through the Raft log of all managers. */
    public static final int LARGEST = 60 << 10;

    /** How many of the newest entries keep their details as long as possible. */
    private static final int DETAILED = 10;

    private LedgerFit() {}

    /**
     * @param size of a ledger as the store writes it, in bytes
     * @return the ledger, with as much of its history as fits
     * @throws RefusedException if it does not fit even without a history: what the engine writes is bounded, so
     *     somebody else must have changed it
     */
    public static Ledger of(Ledger ledger, ToIntFunction<Ledger> size) {
        List<HistoryEntry> history = new ArrayList<>(ledger.history());
        Ledger fitted = ledger;
        for (int detailed : new int[] {DETAILED, 0}) {
            if (size.applyAsInt(fitted) <= LARGEST) {
                return fitted;
            }
            for (int i = detailed; i < history.size(); i++) {
                history.set(i, history.get(i).brief());
            }
            fitted = ledger.withHistory(history);
        }
        while (size.applyAsInt(fitted) > LARGEST) {
            if (history.isEmpty()) {
                throw new RefusedException("the ledger of " + ledger.application() + " takes "
                        + size.applyAsInt(fitted) + " bytes, but no more than " + LARGEST
                        + " are allowed; it was changed by somebody else: restore it");
            }
            history.remove(history.size() - 1);
            fitted = ledger.withHistory(history);
        }
        return fitted;
    }
}
