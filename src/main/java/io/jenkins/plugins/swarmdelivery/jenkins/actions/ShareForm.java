package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.Optional;

/** The form of an application's page by which a candidate gets a part of the users. */
public final class ShareForm {
    private final ApplicationPage page;
    private final Delivery delivery;
    private final PlacedRelease live;

    private ShareForm(ApplicationPage page, Delivery delivery, PlacedRelease live) {
        this.page = page;
        this.delivery = delivery;
        this.live = live;
    }

    /** Empty unless a candidate waits for its promotion beside a live release. */
    static Optional<ShareForm> of(ApplicationPage page) {
        return Optional.ofNullable(page.getDelivery())
                .filter(Delivery::waits)
                .flatMap(delivery -> delivery.from().map(live -> new ShareForm(page, delivery, live)));
    }

    /** The application is being changed: the button would be refused. */
    public boolean isBlocked() {
        return page.isHeld();
    }

    /** Why the router cannot share, with the remedy; empty if it can. */
    public String getObjection() {
        return page.getStatus().routing().shareObjection().orElse("");
    }

    /** Of the users; 0 if the candidate gets none. */
    public int getPercent() {
        return delivery.share().map(TrafficRouter.Share::percent).orElse(0);
    }

    /** Who gets which release, in one sentence. */
    public String getState() {
        if (delivery.phase() == Phase.SHARING) {
            return page.isHeld()
                    ? Messages.ShareForm_changing(delivery.to(), getPercent())
                    : Messages.ShareForm_unfinished(delivery.to(), getPercent());
        }
        return getPercent() == 0
                ? Messages.ShareForm_none(delivery.to(), live)
                : Messages.ShareForm_shared(delivery.to(), getPercent(), live);
    }

    /** The question of the confirmation dialog. */
    public String getQuestion() {
        return Messages.ShareForm_question(delivery.to(), live);
    }

    /** What the dialog calls the number. */
    public String getLabel() {
        return Messages.ShareForm_label(delivery.to());
    }
}
