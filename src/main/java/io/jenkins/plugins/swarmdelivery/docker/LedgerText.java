package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.Labels;
import io.jenkins.plugins.swarmdelivery.engine.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.LedgerFormat;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A ledger as the text of a label.
 *
 * @param ledger what the text says, which may be less history than there was
 * @param json the text
 */
record LedgerText(Ledger ledger, String json) {
    static final String LABEL = Labels.PREFIX + "ledger";

    /** Every change of a ledger goes through the Raft log of all managers. */
    static final int LARGEST = 60 << 10;

    /**
     * Leaves out as much of the oldest history as is needed to keep it small.
     *
     * @throws RefusedException if it is too large even without
     */
    static LedgerText of(Ledger ledger) {
        Ledger trimmed = ledger;
        while (true) {
            byte[] json = EngineJson.text(LedgerFormat.toTree(trimmed)).getBytes(StandardCharsets.UTF_8);
            if (json.length <= LARGEST) {
                // Through bytes and back, so that it equals what Docker will give back, even if a text was cut
                // in the middle of a character.
                return new LedgerText(trimmed, new String(json, StandardCharsets.UTF_8));
            }
            List<HistoryEntry> history = trimmed.history();
            if (history.isEmpty()) {
                throw new RefusedException("the ledger of " + ledger.application() + " takes " + json.length
                        + " bytes, and no more than " + LARGEST + " are allowed; shorten reasons and names");
            }
            trimmed = withHistory(trimmed, history.subList(0, history.size() - 1));
        }
    }

    private static Ledger withHistory(Ledger ledger, List<HistoryEntry> history) {
        return new Ledger(
                ledger.application(),
                ledger.lastRelease(),
                ledger.active(),
                ledger.standby(),
                ledger.standbyUntil(),
                ledger.leftover(),
                ledger.delivery(),
                ledger.lease(),
                List.copyOf(history));
    }

    /** @throws RefusedException if the text is missing or cannot be understood: never to be taken for no ledger */
    static Ledger parse(String config, String json) {
        if (json == null) {
            throw new RefusedException("config " + config + " has no label " + LABEL
                    + "; if it is not this application's ledger, remove it, else restore the label");
        }
        try {
            return LedgerFormat.fromTree(EngineJson.parseObject(json));
        } catch (IOException | RefusedException e) {
            throw new RefusedException("config " + config + ", label " + LABEL + ": " + e.getMessage()
                    + "; restore the label from a backup, or remove the config to begin anew");
        }
    }
}
