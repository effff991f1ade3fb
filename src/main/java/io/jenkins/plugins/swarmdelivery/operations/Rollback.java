package io.jenkins.plugins.swarmdelivery.operations;

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
import io.jenkins.plugins.swarmdelivery.progress.RecordState;
import java.time.Duration;
import java.util.Optional;

/** Rolls back, as {@code swarmRollback} does; what others left unfinished is ended first where it must be. */
final class Rollback implements Work {
    /** So many things are done in one tick at most, for other operations to have their turn. */
    private static final int TURN = 50;

    private final Operation operation;
    private final OperationLog log;
    private final Optional<String> to;
    private final String mark;
    private final DeliveryOptions options;

    @Nullable
    private DeliveryRun run;

    private boolean settling;
    private boolean settled;

    /** @param mark what the person saw who asked for it, see {@link LedgerMark} */
    Rollback(Operation operation, Optional<String> to, String mark, DeliveryOptions options) {
        this.operation = operation;
        this.log = new OperationLog(operation);
        this.to = to;
        this.mark = mark;
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

    private void begin(DeliveryEngine engine) {
        Application application = new Application(operation.getApplication());
        Claim claim = new Claim(
                operation.author().name() + " in Jenkins",
                "rollback" + to.map(release -> " to " + release).orElse(""),
                operation.author());
        Ledger ledger =
                settled ? engine.record(application).orElseThrow() : LedgerMark.require(engine, application, mark);
        Optional<DeliveryRun> left = settled ? Optional.empty() : engine.finish(application, to, claim, log);
        settling = left.isPresent();
        run = left.orElseGet(() -> engine.rollback(application, target(ledger), options, claim, log));
        log.entered(
                run.delivery(),
                run.delivery().phase(),
                Duration.ZERO,
                run.delivery().phaseSince());
    }

    /** Where nothing is unfinished or kept warm, the engine wants to be told the release. */
    private Optional<String> target(Ledger ledger) {
        boolean plain = ledger.delivery().isPresent() || ledger.standby().isPresent();
        return to.isPresent() || plain ? to : ledger.liveBefore();
    }

    private Optional<Duration> rested(DeliveryEngine engine, Delivery last) {
        if (!last.phase().terminal()) {
            // Tests that a build had ordered; nobody is there to run them, and it is the way back that is wanted.
            engine.failed(run, "rolled back by " + operation.author().name());
            return Optional.of(Duration.ZERO);
        }
        if (settling) {
            settling = false;
            settled = true;
            run = null;
            return Optional.of(Duration.ZERO);
        }
        String sentence = last.to() + ": " + last.phase().meaning();
        boolean good = last.rolledBack() || last.phase() == Phase.DONE;
        operation.end(
                good ? RecordState.DONE : last.phase() == Phase.STUCK ? RecordState.STUCK : RecordState.FAILED,
                good ? sentence : sentence + ": " + last.failure());
        return Optional.empty();
    }
}
