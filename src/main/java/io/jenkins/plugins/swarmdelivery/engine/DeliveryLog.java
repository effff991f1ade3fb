package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Receives the events of a delivery as they happen. Implementations print, store or show them; they must not throw. */
public interface DeliveryLog {
    /** A phase was entered; the previous one took this long. */
    void entered(Delivery delivery, Phase left, Duration took, Instant now);

    /** What a phase waits for has changed, e.g. {@code 2 of 3 tasks healthy}. */
    void waiting(Delivery delivery, String reason);

    /** The number of healthy or wanted tasks of the candidate has changed. */
    default void tasks(Delivery delivery, long healthy, long wanted) {}

    /** The changes to each service of a stack by the delivery that begins now. */
    default void planned(List<Plan.PartChange> parts) {}

    void info(String message);

    /** Something that people should read even if the delivery succeeds. */
    void warn(String message);

    DeliveryLog NONE = new DeliveryLog() {
        @Override
        public void entered(Delivery delivery, Phase left, Duration took, Instant now) {}

        @Override
        public void waiting(Delivery delivery, String reason) {}

        @Override
        public void info(String message) {}

        @Override
        public void warn(String message) {}
    };
}
