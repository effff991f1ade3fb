package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.util.List;
import java.util.Map;

/** What the button of an application's page does, and whether it is shown. */
public final class RollbackButton {
    private final ApplicationPage page;

    @Nullable
    private final Delivery delivery;

    RollbackButton(ApplicationPage page) {
        this.page = page;
        this.delivery = page.getDelivery();
    }

    /** The application is being changed: the button would be refused. */
    public boolean isBlocked() {
        return page.isHeld();
    }

    public boolean isPossible() {
        return !isBlocked()
                && page.getStatus() != null
                && (delivery != null || !getTargets().isEmpty());
    }

    /** The releases to choose from; none while a delivery is unfinished, unless it is stuck. */
    public List<RollbackChoice> getTargets() {
        if (page.getStatus() == null || (delivery != null && !isStuck())) {
            return List.of();
        }
        return isStuck()
                ? RollbackChoice.ofStuck(page.getStatus(), missing())
                : RollbackChoice.of(page.getStatus(), missing());
    }

    public boolean isStuck() {
        return delivery != null && delivery.phase() == Phase.STUCK;
    }

    private Map<Integer, List<String>> missing() {
        return page.getMissing().orElse(Map.of());
    }

    /** Every target was rolled back from before, or misses something: the user has to choose. */
    public boolean isToChoose() {
        return !getTargets().isEmpty() && getTargets().get(0).isDoubtful();
    }

    /** The targets that miss something. */
    public List<RollbackChoice> getBroken() {
        return getTargets().stream()
                .filter(target -> !target.missing().isEmpty())
                .toList();
    }

    public boolean isParked() {
        return delivery != null && delivery.parked();
    }

    /** The button's label. */
    public String getLabel() {
        if (delivery == null) {
            return Messages.RollbackButton_rollback();
        } else if (isParked()) {
            return Messages.RollbackButton_giveUp();
        } else if (isStuck()) {
            return Messages.RollbackButton_again();
        }
        return delivery.kind() == Delivery.Kind.ROLLBACK
                ? Messages.RollbackButton_finish()
                : Messages.RollbackButton_unfinished();
    }

    /** Starting a release anew needs the standby's color. */
    private String givesUp() {
        return getTargets().size() < 2 || !getTargets().get(0).value().isEmpty()
                ? ""
                : " "
                        + Messages.RollbackButton_givesUp(
                                page.getStatus().ledger().standby().orElseThrow());
    }

    /** The question of the confirmation dialog. */
    public String getQuestion() {
        String live = page.getLive() == null ? "" : page.getLive().placed().toString();
        if (delivery == null) {
            return Messages.RollbackButton_rollback_question(live) + givesUp();
        }
        return isParked()
                ? Messages.RollbackButton_giveUp_question(delivery.to(), live)
                : Messages.RollbackButton_unfinished_question(delivery.to());
    }
}
