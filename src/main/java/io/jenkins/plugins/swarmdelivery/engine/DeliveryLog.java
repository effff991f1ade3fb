package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Told what a delivery does, as it happens. Implementations print, store or show it; they must not throw. */
public interface DeliveryLog {
    /** A phase was entered, after the one before it took this long. */
    void entered(Delivery delivery, Phase left, Duration took, Instant now);

    /** What a phase waits for has changed, e.g. {@code 2 of 3 tasks healthy}. */
    void waiting(Delivery delivery, String reason);

    /** The candidate's tasks were counted, and their number has changed. */
    default void tasks(Delivery delivery, long healthy, long wanted) {}

    /** What the delivery that begins now makes of each service of a stack. */
    default void planned(List<Plan.PartChange> parts) {}

    void info(String message);

    /** Something that a person should read even if all ends well. */
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
