package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The newest records of a build or an operation, oldest first. Thread-safe; stored with the build. */
public final class DeliveryRecords {
    private static final int MAX_RECORDS = 30;

    /** Replaced as a whole, so that readers and saves never see it half changed. */
    private volatile ArrayList<DeliveryRecord> records = new ArrayList<>();

    public List<DeliveryRecord> all() {
        return Collections.unmodifiableList(records);
    }

    /** Changes the newest record of a step; creates one if it has none. */
    synchronized void ofStep(
            String step, String cluster, String application, Instant now, UnaryOperator<DeliveryRecord> change) {
        DeliveryRecord before = newest(step).orElseGet(() -> new DeliveryRecord(step, cluster, application, now));
        replace(before, change.apply(before));
    }

    /**
     * Changes the record of a delivery. This may be the record of an earlier step, or of this step before it had a
     * delivery; if the step continues with another delivery, it is a new record.
     */
    synchronized void ofDelivery(
            String id,
            String step,
            String cluster,
            String application,
            Instant now,
            UnaryOperator<DeliveryRecord> change) {
        DeliveryRecord before = records.stream()
                .filter(record -> record.getKey().equals(id))
                .findFirst()
                .map(record -> record.takenUpBy(step))
                .or(() -> newest(step).filter(record -> record.getKey().equals(DeliveryRecord.keyOf(step))))
                .orElseGet(() -> new DeliveryRecord(step, cluster, application, now));
        DeliveryRecord after = change.apply(before);
        ArrayList<DeliveryRecord> others = new ArrayList<>(records);
        others.removeIf(record -> record.getKey().equals(DeliveryRecord.keyOf(step)));
        records = others;
        replace(after, after);
    }

    private Optional<DeliveryRecord> newest(String step) {
        return records.stream().filter(record -> record.getStep().equals(step)).reduce((older, newer) -> newer);
    }

    private void replace(DeliveryRecord before, DeliveryRecord after) {
        ArrayList<DeliveryRecord> changed = new ArrayList<>(records);
        int place = -1;
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).getKey().equals(before.getKey())) {
                place = i;
            }
        }
        if (place >= 0) {
            changed.set(place, after);
        } else {
            changed.add(after);
        }
        if (changed.size() > MAX_RECORDS) {
            changed.remove(0);
        }
        records = changed;
    }
}
