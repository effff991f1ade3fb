package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import java.time.Duration;

/** The result of one {@link DeliveryEngine#advance}. */
public sealed interface Progress {
    /** More can be done immediately. */
    record Continue() implements Progress {}

    /** Nothing can be done now; advance again after this time. */
    record Wait(String reason, Duration after) implements Progress {}

    /** The delivery rests or has ended as ordered: tests are due, the candidate is ready, or all is done. */
    record Succeeded(Delivery delivery) implements Progress {}

    /** The delivery has ended otherwise: failed, rolled back or stuck. */
    record Failed(Delivery delivery) implements Progress {}
}
