package io.jenkins.plugins.swarmdelivery.cli.drive;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;

/** A delivery under way, as the driver handles it. */
public interface DeliveryHandle {
    /** Does one thing. */
    Progress advance();

    /** Keeps the lease while tests run. */
    void renew();

    /** The tests that were due have passed. */
    void passed();

    /** They have not, or the delivery shall not go on: it takes the failure edge. */
    void failed(String reason);

    /** The same, where the release is not found wrong. */
    void stopped(Delivery.Setback setback, String reason);

    /** As it stands now. */
    Delivery delivery();

    /** The handle of a run of the engine. */
    static DeliveryHandle of(DeliveryEngine engine, DeliveryRun run) {
        return new DeliveryHandle() {
            @Override
            public Progress advance() {
                return engine.advance(run);
            }

            @Override
            public void renew() {
                engine.renew(run);
            }

            @Override
            public void passed() {
                engine.passed(run);
            }

            @Override
            public void failed(String reason) {
                engine.failed(run, reason);
            }

            @Override
            public void stopped(Delivery.Setback setback, String reason) {
                engine.stopped(run, setback, reason);
            }

            @Override
            public Delivery delivery() {
                return run.delivery();
            }
        };
    }
}
