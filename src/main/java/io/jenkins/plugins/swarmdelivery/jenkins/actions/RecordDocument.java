package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecord;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.PartRecord;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.PhaseRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A build's record of a delivery as a JSON document. An absent value is null. */
final class RecordDocument {
    private RecordDocument() {}

    static List<Map<String, Object>> all(List<DeliveryRecord> records) {
        return records.stream().map(RecordDocument::of).toList();
    }

    static Map<String, Object> of(DeliveryRecord record) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", record.getKey());
        document.put("cluster", record.getCluster());
        document.put("application", record.getApplication());
        document.put("kind", text(record.getKind()));
        document.put("state", record.getState().word());
        document.put("outcome", text(record.getOutcome()));
        document.put("waitingFor", text(record.getWaitingFor()));
        document.put("failure", text(record.getFailure()));
        document.put("lastLines", record.getSaid());
        document.put("log", record.getLogNode().isEmpty() ? null : DeliveriesTab.log(record));
        document.put("color", text(record.getColor()));
        document.put("previous", text(record.getPrevious()));
        document.put("version", text(record.getVersion()));
        document.put("release", record.getRelease() == 0 ? null : record.getRelease());
        document.put("image", text(record.getImage()));
        document.put("digest", text(record.getDigest()));
        document.put("author", text(record.getAuthor()));
        document.put("healthy", record.getHealthy() < 0 ? null : record.getHealthy());
        document.put("wanted", record.getWanted() < 0 ? null : record.getWanted());
        document.put("startedAt", time(record.getStartedAt()));
        document.put("endedAt", time(record.getEndedAt()));
        document.put(
                "phases", record.getPhases().stream().map(RecordDocument::phase).toList());
        document.put(
                "services", record.getParts().stream().map(RecordDocument::part).toList());
        document.put("warnings", record.getNotes());
        return document;
    }

    private static Map<String, Object> part(PartRecord part) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("service", part.getService());
        document.put("role", part.getRole());
        document.put("image", part.getImage());
        document.put("change", part.getChange());
        document.put("fields", text(part.getFields()));
        return document;
    }

    private static Map<String, Object> phase(PhaseRecord phase) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("phase", phase.getName());
        document.put("state", phase.getState().word());
        document.put("startedAt", time(phase.getStartedAt()));
        boolean over = phase.getStartedAt() > 0 && !phase.isRunning();
        document.put("seconds", over ? Durations.seconds(phase.took()) : null);
        return document;
    }

    /** For screen readers: what runs now, or how it ended. */
    static String news(List<DeliveryRecord> records) {
        return records.stream()
                .skip(Math.max(0, records.size() - 2))
                .map(RecordDocument::news)
                .collect(Collectors.joining(". "));
    }

    private static String news(DeliveryRecord record) {
        String running = record.getPhases().stream()
                .filter(PhaseRecord::isRunning)
                .map(phase -> ", " + phase.getName())
                .findFirst()
                .orElse("");
        String what = record.isBuild()
                ? "image of " + record.getApplication()
                : record.getApplication() + " on " + record.getCluster();
        return what + ": "
                + record.getState().getText() + running
                + (record.getWaitingFor().isEmpty() ? "" : ", " + record.getWaitingFor());
    }

    @Nullable
    private static String text(String text) {
        return text.isEmpty() ? null : text;
    }

    @Nullable
    private static String time(long at) {
        return at == 0 ? null : Instant.ofEpochMilli(at).toString();
    }
}
