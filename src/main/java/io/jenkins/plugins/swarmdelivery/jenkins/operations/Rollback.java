package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.Phase;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.time.Duration;
import java.util.Optional;

/** Rolls back, as {@code swarmRollback} does; what others left unfinished is ended first where it must be. */
final class Rollback implements Work {
    /** So many things are done in one tick at most, for other operations to have their turn. */
    private static final int TURN = 50;

    private final Operation operation;
    private final OperationLog log;
    private final Optional<String> to;
    private final DeliveryOptions options;

    @Nullable
    private DeliveryRun run;

    /** What others left has ended. */
    private boolean settled;
    /** Something was done for it already, so that the page that the person saw is out of date by our own doing. */
    private boolean begun;

    Rollback(Operation operation, DeliveryOptions options) {
        this.operation = operation;
        this.log = new OperationLog(operation);
        this.to = operation.asked().to();
        this.options = options;
    }

    @Override
    public Optional<Duration> proceed(DeliveryEngine engine) {
        if (run == null) {
            begin(engine);
        }
        for (int done = 0; done < TURN; done++) {
            Progress progress = engine.advance(run);
            if (progress instanceof Progress.Wait wait) {
                return Optional.of(wait.after());
            } else if (!(progress instanceof Progress.Continue)) {
                return rested(engine, run.delivery());
            }
        }
        return Optional.of(Duration.ZERO);
    }

    /** A rollback of our own goes on; what others had left is taken over again by {@link #begin}. */
    @Override
    public void takeUp(DeliveryEngine engine) {
        begun = true;
        boolean own = engine.record(application())
                .flatMap(Ledger::delivery)
                .filter(there -> there.kind() == Delivery.Kind.ROLLBACK)
                .isPresent();
        if (own && !operation.settling()) {
            engine.resume(application(), claim(), log).ifPresent(this::entered);
        }
    }

    private Application application() {
        return new Application(operation.getApplication());
    }

    private Claim claim() {
        return new Claim(
                operation.author().name() + " in Jenkins",
                "rollback" + to.map(release -> " to " + release).orElse(""),
                operation.author());
    }

    private void begin(DeliveryEngine engine) {
        Application application = application();
        Claim claim = claim();
        Ledger ledger = begun
                ? engine.record(application).orElseThrow()
                : LedgerMark.require(engine, application, operation.asked().mark());
        Optional<DeliveryRun> left = settled ? Optional.empty() : engine.finish(application, to, claim, log);
        operation.settling(left.isPresent());
        begun = true;
        entered(left.orElseGet(() -> engine.rollback(application, to.or(ledger::previous), options, claim, log)));
    }

    private void entered(DeliveryRun begun) {
        run = begun;
        Delivery delivery = begun.delivery();
        log.entered(delivery, delivery.phase(), Duration.ZERO, delivery.phaseSince());
    }

    private Optional<Duration> rested(DeliveryEngine engine, Delivery last) {
        if (!last.phase().terminal()) {
            // Tests that a build had ordered; nobody is there to run them, and a rollback is what is wanted.
            engine.failed(run, "rolled back by " + operation.author().name());
            return Optional.of(Duration.ZERO);
        }
        if (operation.settling()) {
            settled = true;
            run = null;
            return Optional.of(Duration.ZERO);
        }
        String sentence = last.to() + ": " + last.phase().meaning();
        boolean good = last.achieved(Delivery.Kind.ROLLBACK);
        operation.end(
                good ? RecordState.DONE : last.phase() == Phase.STUCK ? RecordState.STUCK : RecordState.FAILED,
                good ? sentence : sentence + ": " + last.failure());
        return Optional.empty();
    }
}
