package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import java.time.Duration;
import java.util.Optional;

/** What an operation does, in steps that never wait. */
interface Work {
    /** Does what can be done now, and tells when to go on; empty where the operation has ended. */
    Optional<Duration> proceed(DeliveryEngine engine);

    /** A Jenkins before this one has begun it, and the ledger knows of it: it is not begun anew. */
    default void takeUp(DeliveryEngine engine) {}
}
