package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The completed phases of a delivery, its current one, and those ahead. */
final class DeliveryPhases {
    private DeliveryPhases() {}

    static List<PhaseRecord> of(Delivery delivery) {
        List<PhaseRecord> phases = new ArrayList<>();
        Instant start = delivery.startedAt();
        for (Phase phase : Phase.values()) {
            Duration took = delivery.took().get(phase);
            boolean current = phase == delivery.phase();
            if (phase.terminal() || (took == null && !current)) {
                continue;
            }
            phases.add(phase(delivery, phase, start, Optional.ofNullable(took).orElse(Duration.ZERO)));
            start = start.plus(Optional.ofNullable(took).orElse(Duration.ZERO));
        }
        for (Phase phase : Phase.values()) {
            if (isAhead(delivery, phase)) {
                phases.add(PhaseRecord.planned(phase.word(), phase.meaning()));
            }
        }
        return phases;
    }

    /** For a delivery that ended while this Jenkins was not watching. */
    static List<PhaseRecord> of(Map<Phase, Duration> took, Instant end) {
        List<PhaseRecord> phases = new ArrayList<>();
        Instant start = end.minus(took.values().stream().reduce(Duration.ZERO, Duration::plus));
        for (Phase phase : Phase.values()) {
            Duration time = took.get(phase);
            if (time != null) {
                phases.add(new PhaseRecord(
                        phase.word(), phase.meaning(), passed(phase), start.toEpochMilli(), time.toMillis()));
                start = start.plus(time);
            }
        }
        return phases;
    }

    private static PhaseRecord phase(Delivery delivery, Phase phase, Instant start, Duration took) {
        return new PhaseRecord(
                phase.word(), phase.meaning(), state(delivery, phase), start.toEpochMilli(), took.toMillis());
    }

    private static RecordState state(Delivery delivery, Phase phase) {
        if (phase == delivery.phase()) {
            return delivery.parked() ? RecordState.DONE : RecordState.RUNNING;
        }
        return delivery.failedIn().equals(Optional.of(phase))
                ? RecordState.of(delivery.setback().word())
                : passed(phase);
    }

    private static RecordState passed(Phase phase) {
        return phase.compareTo(Phase.DONE) > 0 ? RecordState.ROLLED_BACK : RecordState.DONE;
    }

    /** A phase that only some deliveries have (new routes, a pull, clearing a color) is shown once it begins. */
    private static boolean isAhead(Delivery delivery, Phase phase) {
        boolean forward = delivery.phase().compareTo(Phase.DONE) < 0
                && (delivery.kind() == Delivery.Kind.RELEASE || delivery.kind() == Delivery.Kind.ROLLBACK);
        return forward
                && phase.compareTo(delivery.phase()) > 0
                && phase.compareTo(Phase.DONE) < 0
                && phase != Phase.ROUTING
                && phase != Phase.PULLING
                && phase != Phase.CLEARING
                && phase != Phase.SHARING
                && phase != Phase.ADOPTING
                && (phase != Phase.RETIRING || retires(delivery));
    }

    private static boolean retires(Delivery delivery) {
        return delivery.from().isPresent() && delivery.options().keepStandby().isZero();
    }
}
