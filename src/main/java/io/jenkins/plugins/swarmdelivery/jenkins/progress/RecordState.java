package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.util.Locale;
import org.jvnet.localizer.Localizable;

/**
 * The state of a delivery, or of one of its phases. A page shows icon and word together. Their names are stored with
 * builds.
 */
public enum RecordState {
    WAITING("symbol-hourglass", "", Messages._RecordState_waiting()),
    NOT_RUN("symbol-status-nobuilt", "", Messages._RecordState_notRun()),
    RUNNING("symbol-status-nobuilt-anime", "", Messages._RecordState_running()),
    DONE("symbol-status-blue", "jenkins-!-success-color", Messages._RecordState_done()),
    ABORTED("symbol-status-aborted", "", Messages._RecordState_aborted()),
    TIMED_OUT("symbol-status-aborted", "jenkins-!-warning-color", Messages._RecordState_timedOut()),
    FAILED("symbol-status-red", "jenkins-!-error-color", Messages._RecordState_failed()),
    ROLLED_BACK("symbol-undo", "jenkins-!-warning-color", Messages._RecordState_rolledBack()),
    GIVEN_UP("symbol-undo", "jenkins-!-warning-color", Messages._RecordState_givenUp()),
    STUCK("symbol-warning", "jenkins-!-error-color", Messages._RecordState_stuck());

    private final String symbol;
    private final String style;
    private final Localizable word;

    RecordState(String symbol, String style, Localizable word) {
        this.symbol = symbol;
        this.style = style;
        this.word = word;
    }

    /** From the engine's word for the outcome of a delivery. */
    public static RecordState of(String outcome) {
        if (outcome.equals(Phase.DONE.word())) {
            return DONE;
        } else if (outcome.equals(Phase.ROLLED_BACK.word())) {
            return ROLLED_BACK;
        } else if (outcome.equals(Phase.GIVEN_UP.word())) {
            return GIVEN_UP;
        } else if (outcome.equals(Delivery.Setback.ABORT.word())) {
            return ABORTED;
        } else if (outcome.equals(Delivery.Setback.TIMEOUT.word())) {
            return TIMED_OUT;
        }
        return outcome.equals(Phase.STUCK.word()) ? STUCK : FAILED;
    }

    public String getSymbol() {
        return symbol;
    }

    /** A class of Jenkins' own style sheet; empty for plain text. */
    public String getStyle() {
        return style;
    }

    /** For display, in the user's language. */
    public String getText() {
        return word.toString();
    }

    /** For programs: {@code rolled-back}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For a phase: the rollback followed it. */
    boolean endsPhase() {
        return this == FAILED || this == ABORTED || this == TIMED_OUT;
    }

    /** Something may still change by itself. */
    public boolean isLive() {
        return this == WAITING || this == RUNNING;
    }
}
