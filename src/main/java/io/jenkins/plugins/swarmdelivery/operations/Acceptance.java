package io.jenkins.plugins.swarmdelivery.operations;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Phase;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.progress.RecordState;
import java.time.Duration;
import java.util.Optional;

/** Takes what serves users as the active release, where a delivery is stuck. */
final class Acceptance implements Work {
    private final Operation operation;
    private final String reason;
    private final String mark;

    @Nullable
    private DeliveryRun run;

    /** @param mark what the person saw who asked for it, see {@link LedgerMark} */
    Acceptance(Operation operation, String reason, String mark) {
        this.operation = operation;
        this.reason = reason;
        this.mark = mark;
    }

    @Override
    public Optional<Duration> proceed(DeliveryEngine engine) {
        if (run == null) {
            Application application = new Application(operation.getApplication());
            LedgerMark.require(engine, application, mark);
            Claim claim =
                    new Claim(operation.author().name() + " in Jenkins", "accept what serves", operation.author());
            run = engine.accept(application, reason, claim, new OperationLog(operation));
        }
        Progress progress = engine.advance(run);
        if (progress instanceof Progress.Wait wait) {
            return Optional.of(wait.after());
        } else if (progress instanceof Progress.Continue) {
            return Optional.of(Duration.ZERO);
        }
        Delivery last = run.delivery();
        operation.end(
                last.phase() == Phase.DONE ? RecordState.DONE : RecordState.FAILED,
                last.to() + " is active: " + reason);
        return Optional.empty();
    }
}
