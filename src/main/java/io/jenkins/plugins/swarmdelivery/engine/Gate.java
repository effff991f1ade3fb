package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The result of one check of a condition that must hold before a delivery continues. */
sealed interface Gate {
    record Passed() implements Gate {}

    /**
     * @param missing what the gate waits for
     * @param pause until the next check
     */
    record Waiting(String missing, Duration pause) implements Gate {}

    /** @param missing what the gate waited for in vain */
    record Failed(String missing) implements Gate {}

    /**
     * @param missing what the gate waits for; empty: nothing
     * @param patience how long the phase may take; time in which nobody worked on it or the cluster was unreachable
     *     does not count
     */
    static Gate check(DeliveryRun run, Optional<String> missing, Duration patience, Instant now) {
        if (missing.isEmpty()) {
            return new Passed();
        }
        return run.watched(now).compareTo(patience) > 0
                ? new Failed(missing.get())
                : new Waiting(missing.get(), Steps.SOON);
    }

    /** The same gate, checked at another interval. */
    default Gate every(Duration pause) {
        return this instanceof Waiting waiting ? new Waiting(waiting.missing(), pause) : this;
    }
}
