package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** How long a step waits for something before it begins, and for what. A restart does not renew it. */
final class Patience implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Duration POLL = Duration.ofSeconds(2);

    /** Null while it waits for nothing. */
    private Instant since;

    private String told = "";

    /**
     * Continues to wait, and logs the reason, once for each reason.
     *
     * @throws DeliveryException the given one, once the limit is exceeded
     */
    Optional<Duration> await(DeliveryException e, String reason, Duration limit, Consumer<String> log) {
        Instant now = Instant.now();
        since = since == null ? now : since;
        if (limit.isZero() || now.isAfter(since.plus(limit))) {
            throw e;
        }
        if (!reason.equals(told)) {
            told = reason;
            log.accept(reason());
        }
        return Optional.of(POLL);
    }

    String reason() {
        return "waiting: " + told;
    }

    boolean waits() {
        return since != null;
    }

    void rest() {
        since = null;
    }
}
