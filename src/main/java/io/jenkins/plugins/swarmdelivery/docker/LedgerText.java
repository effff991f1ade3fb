package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerFit;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerFormat;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A ledger as the text of a label.
 *
 * @param ledger the ledger that the text contains; its history may be shortened
 * @param json the text
 */
record LedgerText(Ledger ledger, String json) {
    static final String LABEL = Labels.PREFIX + "ledger";

    static LedgerText of(Ledger ledger) {
        Ledger fitted = LedgerFit.of(ledger, each -> bytes(each).length);
        // Encodes and decodes once, so that it equals what Docker will return, even if a text was cut within a
        // character.
        return new LedgerText(fitted, new String(bytes(fitted), StandardCharsets.UTF_8));
    }

    private static byte[] bytes(Ledger ledger) {
        return EngineJson.text(LedgerFormat.toTree(ledger)).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws RefusedException if the text is missing or unreadable: an unreadable ledger never counts as none */
    static Ledger parse(String config, String json) {
        if (json == null) {
            throw new RefusedException("config " + config + " has no label " + LABEL
                    + "; if it is not this application's ledger, remove it; otherwise, restore the label");
        }
        try {
            return LedgerFormat.fromTree(EngineJson.parseObject(json));
        } catch (IOException | RefusedException e) {
            throw new RefusedException("config " + config + ", label " + LABEL + ": " + e.getMessage()
                    + "; restore the label from a backup, or remove the config to start over");
        }
    }
}
