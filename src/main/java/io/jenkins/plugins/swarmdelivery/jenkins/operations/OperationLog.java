package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecorder;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecords;
import java.time.Duration;
import java.time.Instant;

/** Writes the events of a delivery to the log and the records of an operation. */
final class OperationLog implements DeliveryLog {
    private final Operation operation;
    private final DeliveryRecorder recorder;

    OperationLog(Operation operation) {
        this.operation = operation;
        // The candidate's delivery goes on after its share: a record of it would stay as it is now.
        DeliveryRecords records =
                operation.request().kind() == OperationRequest.Kind.SHARE ? new DeliveryRecords() : operation.records();
        this.recorder = new DeliveryRecorder(
                records, () -> {}, operation.getId(), operation.getCluster(), operation.getApplication());
    }

    @Override
    public void entered(Delivery delivery, Phase left, Duration took, Instant now) {
        recorder.entered(delivery, left, took, now);
        operation.setDelivery(delivery.id());
        String after = took.isZero() ? "" : " (" + left.word() + " took " + Durations.format(took) + ")";
        operation.say(delivery.phase().label() + after);
    }

    /** It ended while no Jenkins was watching. */
    void ended(HistoryEntry entry) {
        recorder.ended(entry);
    }

    /** The operation ends this way, whatever its delivery does. */
    void failed(String why) {
        recorder.failed(why);
    }

    @Override
    public void waiting(Delivery delivery, String reason) {
        recorder.waiting(delivery, reason);
        operation.say(delivery.phase().word() + ": " + reason);
    }

    @Override
    public void tasks(Delivery delivery, long healthy, long wanted) {
        recorder.tasks(delivery, healthy, wanted);
    }

    @Override
    public void info(String message) {
        operation.say(message);
    }

    @Override
    public void warn(String message) {
        recorder.warn(message);
        operation.say("WARNING: " + message);
    }
}
