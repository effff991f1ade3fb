package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Records the progress of a step that delivers or builds. It has no state of its own: after a restart, a new recorder
 * continues the record.
 */
public final class DeliveryRecorder implements DeliveryLog {
    private final DeliveryRecords records;
    private final Runnable save;
    private final String step;
    private final String cluster;
    private final String application;

    /** @param save called when the record should survive a crash: at each phase, not at each message */
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
    public void planned(List<Plan.PartChange> parts) {
        change(record -> RecordChanges.withParts(record, parts));
    }

    @Override
    public void info(String message) {
        // That belongs in the build's log.
    }

    @Override
    public void warn(String message) {
        change(record -> RecordChanges.note(record, message));
    }

    /** It cannot begin or continue yet. */
    public void awaits(String reason) {
        change(record -> RecordChanges.waiting(record, reason));
    }

    /** The same, because another owner holds the lease. */
    public void awaitsLease(String reason) {
        change(record -> RecordChanges.awaitingLease(record, reason));
    }

    /** A delivery ended while this Jenkins was not watching. */
    public void ended(HistoryEntry entry) {
        records.ofDelivery(
                entry.delivery(), step, cluster, application, Instant.now(), record -> RecordChanges.at(record, entry));
        save.run();
    }

    /** The step ends this way; a delivery that ended by itself keeps its own message. */
    public void failed(String why) {
        ended(RecordState.FAILED, why);
    }

    /** The same for a step that was aborted or has timed out. */
    public void ended(RecordState how, String why) {
        change(record -> RecordChanges.failed(record, how, why, Instant.now()));
        save.run();
    }

    /**
     * The last output of failed tests, or of a failed build.
     *
     * @param node id of the flow node whose log contains it
     */
    public void said(String node, List<String> lines) {
        change(record -> RecordChanges.withOutput(record, node, lines));
    }

    /** A step without a delivery is done. */
    public void done(String outcome) {
        change(record -> RecordChanges.done(record, outcome, Instant.now()));
        save.run();
    }

    /**
     * The plan of a step that builds.
     *
     * @param version of the image that it builds
     * @param phases it will go through, in order: names, and what each means
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
