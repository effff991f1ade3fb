package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes of a delivery's record. Each creates a new record from the one before. */
final class RecordChanges {
    private static final int MAX_FAILURE = 4000;
    private static final int MAX_NOTE = 300;
    private static final int MAX_NOTES = 20;
    private static final int MAX_PHASES = 40;

    private RecordChanges() {}

    static DeliveryRecord at(DeliveryRecord before, Delivery delivery, Instant now) {
        DeliveryRecord next = before.next();
        next.key = delivery.id();
        next.kind = delivery.kind().word();
        next.color = delivery.to().color().word();
        next.previous = delivery.from().map(PlacedRelease::toString).orElse("");
        next.version = delivery.to().release().version();
        next.release = delivery.to().release().number();
        next.image = delivery.to().release().image().toString();
        next.author = delivery.author().name();
        next.startedAt = delivery.startedAt().toEpochMilli();
        next.state = state(delivery);
        next.waitingFor = "";
        next.awaitsLease = false;
        next.outcome = delivery.meaning();
        next.failure = bounded(delivery.failure(), MAX_FAILURE);
        next.endedAt = next.state.isLive() ? 0 : now.toEpochMilli();
        next.phases = keepingFailures(before.phases, DeliveryPhases.of(delivery));
        next.notes = new ArrayList<>(before.notes);
        next.notes.removeIf(note -> isPartOf(delivery.failure(), note));
        return next;
    }

    /** It ended while this Jenkins was not watching. */
    static DeliveryRecord at(DeliveryRecord before, HistoryEntry ended) {
        DeliveryRecord next = before.next();
        next.key = ended.delivery();
        next.kind = ended.event();
        next.color = ended.color();
        next.previous = ended.previous();
        next.version = ended.version();
        next.release = ended.release();
        next.image = ended.image();
        next.author = ended.author().name();
        next.state = RecordState.of(ended.outcome());
        next.waitingFor = "";
        next.awaitsLease = false;
        next.outcome = ended.outcome();
        next.failure = bounded(ended.reason(), MAX_FAILURE);
        next.endedAt = ended.at().toEpochMilli();
        next.phases = keepingFailures(before.phases, DeliveryPhases.of(ended.took(), ended.at()));
        return next;
    }

    /** If a rollback fails too, the ledger no longer contains the phase of the first failure; the record keeps it. */
    private static ArrayList<PhaseRecord> keepingFailures(List<PhaseRecord> before, List<PhaseRecord> now) {
        ArrayList<PhaseRecord> kept = new ArrayList<>(now);
        kept.replaceAll(phase -> phase.isRunning()
                ? phase
                : failure(before, phase.getName()).map(phase::with).orElse(phase));
        return kept;
    }

    private static Optional<RecordState> failure(List<PhaseRecord> phases, String name) {
        return phases.stream()
                .filter(phase -> phase.getName().equals(name))
                .map(PhaseRecord::getState)
                .filter(RecordState::endsPhase)
                .findFirst();
    }

    private static RecordState state(Delivery delivery) {
        if (delivery.phase().terminal()) {
            return RecordState.of(delivery.outcome());
        }
        return delivery.parked() ? RecordState.WAITING : RecordState.RUNNING;
    }

    static DeliveryRecord waiting(DeliveryRecord before, String reason) {
        DeliveryRecord next = before.next();
        next.waitingFor = bounded(reason, MAX_NOTE);
        next.awaitsLease = false;
        return next;
    }

    static DeliveryRecord awaitingLease(DeliveryRecord before, String reason) {
        DeliveryRecord next = waiting(before, reason);
        next.awaitsLease = true;
        return next;
    }

    static DeliveryRecord tasks(DeliveryRecord before, long healthy, long wanted) {
        DeliveryRecord next = before.next();
        next.healthy = healthy;
        next.wanted = wanted;
        return next;
    }

    static DeliveryRecord note(DeliveryRecord before, String line) {
        DeliveryRecord next = before.next();
        next.notes = new ArrayList<>(before.notes);
        if (next.notes.size() < MAX_NOTES) {
            next.notes.add(bounded(line, MAX_NOTE));
        }
        return next;
    }

    static DeliveryRecord withParts(DeliveryRecord before, List<Plan.PartChange> parts) {
        DeliveryRecord next = before.next();
        next.parts = parts.isEmpty() ? null : PartRecord.of(parts);
        return next;
    }

    static DeliveryRecord withOutput(DeliveryRecord before, String node, List<String> lines) {
        DeliveryRecord next = before.next();
        next.logNode = node;
        next.said = new ArrayList<>(lines);
        return next;
    }

    /** The step failed, but not the delivery itself: it was refused, or taken over by someone else. */
    static DeliveryRecord failed(DeliveryRecord before, RecordState how, String why, Instant now) {
        if (!before.state.isLive()) {
            return before;
        }
        DeliveryRecord next = ended(before, how, now);
        next.failure = before.failure.isEmpty() ? bounded(why, MAX_FAILURE) : before.failure;
        next.outcome = how.getText();
        next.phases.replaceAll(
                phase -> phase.getState() == RecordState.WAITING ? phase.with(RecordState.NOT_RUN) : phase);
        return next;
    }

    static DeliveryRecord done(DeliveryRecord before, String outcome, Instant now) {
        DeliveryRecord next = ended(before, RecordState.DONE, now);
        next.outcome = outcome;
        return next;
    }

    private static DeliveryRecord ended(DeliveryRecord before, RecordState how, Instant now) {
        DeliveryRecord next = before.next();
        next.state = how;
        next.waitingFor = "";
        next.awaitsLease = false;
        next.endedAt = now.toEpochMilli();
        next.phases = new ArrayList<>(before.phases);
        next.phases.replaceAll(phase -> phase.isRunning() ? phase.ended(how, now) : phase);
        return next;
    }

    /** The plan of a step without a delivery. */
    static DeliveryRecord planning(DeliveryRecord before, String version, Map<String, String> phases) {
        DeliveryRecord next = before.next();
        next.kind = DeliveryRecord.BUILD;
        next.version = version;
        next.state = RecordState.RUNNING;
        next.phases = new ArrayList<>();
        phases.forEach((name, meaning) -> next.phases.add(PhaseRecord.planned(name, meaning)));
        return next;
    }

    static DeliveryRecord built(DeliveryRecord before, String image, String outcome, Instant now) {
        DeliveryRecord next = done(before, outcome, now);
        next.image = image;
        return next;
    }

    /** Its build has ended, so its own end will never be known. */
    static DeliveryRecord interrupted(DeliveryRecord before, Instant end) {
        if (before.state != RecordState.RUNNING) {
            return before;
        }
        long last = before.phases.stream().mapToLong(PhaseRecord::getStartedAt).reduce(before.startedAt, Math::max);
        Instant atLeast = Instant.ofEpochMilli(Math.max(last, end.toEpochMilli()));
        return failed(before, RecordState.FAILED, "interrupted: the build ended before this did", atLeast);
    }

    /** The phase of this name begins, and the one that ran before it is done. An unplanned phase is appended. */
    static DeliveryRecord entering(DeliveryRecord before, String name, Instant now) {
        DeliveryRecord next = ended(before, RecordState.DONE, now);
        next.state = RecordState.RUNNING;
        next.endedAt = 0;
        boolean planned = next.phases.stream().anyMatch(phase -> phase.getName().equals(name));
        if (!planned && next.phases.size() < MAX_PHASES) {
            next.phases.add(PhaseRecord.planned(name, ""));
        }
        next.phases.replaceAll(phase -> phase.getName().equals(name) ? phase.begun(now) : phase);
        next.outcome = next.phases.stream()
                .filter(PhaseRecord::isRunning)
                .map(PhaseRecord::getMeaning)
                .findFirst()
                .orElse("");
        return next;
    }

    private static boolean isPartOf(String failure, String note) {
        return !failure.isEmpty()
                && (failure.contains(note)
                        || note.endsWith(failure.lines().findFirst().orElse("")));
    }

    private static String bounded(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
