package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import java.time.Duration;

/** What one {@link DeliveryEngine#advance} came to. */
public sealed interface Progress {
    /** More can be done at once. */
    record Continue() implements Progress {}

    /** Nothing can be done now; ask again after this time. */
    record Wait(String reason, Duration after) implements Progress {}

    /** The delivery rests where it was to go: tests are due, the candidate is ready, or all is done. */
    record Succeeded(Delivery delivery) implements Progress {}

    /** The delivery has ended otherwise: failed, rolled back or stuck. */
    record Failed(Delivery delivery) implements Progress {}
}
