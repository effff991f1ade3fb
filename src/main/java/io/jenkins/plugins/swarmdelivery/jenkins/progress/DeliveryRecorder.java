package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Keeps a record of what a step does, delivering or building. It holds nothing itself: after a restart a new one goes on
 * where the record stands.
 */
public final class DeliveryRecorder implements DeliveryLog {
    private final DeliveryRecords records;
    private final Runnable save;
    private final String step;
    private final String cluster;
    private final String application;

    /** @param save called when the record should outlive a crash: at each phase, not at each word */
    public DeliveryRecorder(DeliveryRecords records, Runnable save, String step, String cluster, String application) {
        this.records = records;
        this.save = save;
        this.step = step;
        this.cluster = cluster;
        this.application = application;
    }

    /** @param node id of the step's flow node */
    public static DeliveryRecorder of(Run<?, ?> run, String node, String cluster, String application) {
        DeliveriesAction action = DeliveriesAction.of(run);
        return new DeliveryRecorder(action.records(), action::save, node, cluster, application);
    }

    @Override
    public void entered(Delivery delivery, Phase left, Duration took, Instant now) {
        of(delivery, record -> RecordChanges.at(record, delivery, now));
        save.run();
    }

    @Override
    public void waiting(Delivery delivery, String reason) {
        of(delivery, record -> RecordChanges.waiting(record, reason));
    }

    @Override
    public void tasks(Delivery delivery, long healthy, long wanted) {
        of(delivery, record -> RecordChanges.tasks(record, healthy, wanted));
    }

    @Override
    public void info(String message) {
        // The log of the build is the place for it.
    }

    @Override
    public void warn(String message) {
        change(record -> RecordChanges.note(record, message));
    }

    /** It cannot begin or go on yet. */
    public void awaits(String reason) {
        change(record -> RecordChanges.waiting(record, reason));
    }

    /** The same, because somebody else holds the lease. */
    public void awaitsLease(String reason) {
        change(record -> RecordChanges.awaitingLease(record, reason));
    }

    /** A delivery has ended while nobody of this Jenkins looked. */
    public void ended(HistoryEntry entry) {
        records.ofDelivery(
                entry.delivery(), step, cluster, application, Instant.now(), record -> RecordChanges.at(record, entry));
        save.run();
    }

    /** The step ends so; a delivery that has ended by itself keeps what it said. */
    public void failed(String why) {
        ended(RecordState.FAILED, why);
    }

    /** The same of one that was aborted or has timed out. */
    public void ended(RecordState how, String why) {
        change(record -> RecordChanges.failed(record, how, why, Instant.now()));
        save.run();
    }

    /**
     * What failed tests, or a failed build, said last.
     *
     * @param node id of the flow node in whose log that is
     */
    public void said(String node, List<String> lines) {
        change(record -> RecordChanges.saying(record, node, lines));
    }

    /** A step without a delivery is done. */
    public void done(String outcome) {
        change(record -> RecordChanges.done(record, outcome, Instant.now()));
        save.run();
    }

    /**
     * What a step that builds sets out to do.
     *
     * @param version of the image that it makes
     * @param phases what it will do, in order: names, and what each of them means
     */
    public void planned(String version, Map<String, String> phases) {
        change(record -> RecordChanges.planning(record, version, phases));
        save.run();
    }

    /** @param image that the step has built, pinned */
    public void built(String image, String outcome) {
        change(record -> RecordChanges.built(record, image, outcome, Instant.now()));
        save.run();
    }

    /** A phase of a step that builds begins; the one before it is done. */
    public void entered(String phase) {
        change(record -> RecordChanges.entering(record, phase, Instant.now()));
        save.run();
    }

    private void of(Delivery delivery, UnaryOperator<DeliveryRecord> change) {
        records.ofDelivery(delivery.id(), step, cluster, application, Instant.now(), change);
    }

    private void change(UnaryOperator<DeliveryRecord> change) {
        records.ofStep(step, cluster, application, Instant.now(), change);
    }
}
