package io.jenkins.plugins.swarmdelivery.cli.drive;

import io.jenkins.plugins.swarmdelivery.engine.Bulk;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import java.util.function.Supplier;

/** A delivery in progress, as the driver handles it. */
public interface DeliveryHandle {
    /** Performs one action. */
    Progress advance();

    /** Renews the lease while tests run. */
    void renew();

    /** The tests that were due have passed. */
    void passed();

    /** They failed, or the delivery must not continue: it is rolled back. */
    void failed(String reason);

    /** The same, without a fault of the release. */
    void stopped(Delivery.Setback setback, String reason);

    /** Its present state. */
    Delivery delivery();

    /** The handle for a run of the engine. */
    static DeliveryHandle of(DeliveryEngine engine, DeliveryRun run) {
        return of(engine, run, () -> engine.advance(run));
    }

    /** The same for one of several, which wait for each other. */
    static DeliveryHandle of(DeliveryEngine engine, DeliveryRun run, Bulk bulk) {
        return of(engine, run, () -> bulk.advance(engine, run));
    }

    private static DeliveryHandle of(DeliveryEngine engine, DeliveryRun run, Supplier<Progress> advancing) {
        return new DeliveryHandle() {
            @Override
            public Progress advance() {
                return advancing.get();
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
