package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A condition that must hold before a delivery goes on, as it was seen in one look. */
sealed interface Gate {
    record Passed() implements Gate {}

    /**
     * @param missing what the gate waits for
     * @param pause until the next look
     */
    record Waiting(String missing, Duration pause) implements Gate {}

    /** @param missing what was waited for, and did not come in time */
    record Failed(String missing) implements Gate {}

    /**
     * @param missing what the gate waits for; empty: nothing
     * @param patience how long the phase may take for it; while nobody worked on it, or the cluster was out of reach, it
     *     had no time
     */
    static Gate check(DeliveryRun run, Optional<String> missing, Duration patience, Instant now) {
        if (missing.isEmpty()) {
            return new Passed();
        }
        return run.watched(now).compareTo(patience) > 0
                ? new Failed(missing.get())
                : new Waiting(missing.get(), Steps.SOON);
    }

    /** The same gate, looked at less often. */
    default Gate every(Duration pause) {
        return this instanceof Waiting waiting ? new Waiting(waiting.missing(), pause) : this;
    }
}
