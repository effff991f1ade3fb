package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import java.time.Duration;
import java.util.Optional;

/** What an operation does, in steps that never wait. */
interface Work {
    /** Does what is possible now, and returns when to continue; empty if the operation has ended. */
    Optional<Duration> proceed(DeliveryEngine engine);

    /** An earlier Jenkins process has begun it, and the ledger contains it: it is not begun anew. */
    default void takeUp(DeliveryEngine engine) {}
}
