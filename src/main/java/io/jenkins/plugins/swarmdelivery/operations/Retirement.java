package io.jenkins.plugins.swarmdelivery.operations;

import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Phase;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.progress.RecordState;
import java.time.Duration;
import java.util.Optional;

/** Drives a retirement that has begun. */
final class Retirement implements Work {
    private static final int TURN = 50;

    private final Operation operation;
    private final DeliveryRun run;

    Retirement(Operation operation, DeliveryRun run) {
        this.operation = operation;
        this.run = run;
    }

    @Override
    public Optional<Duration> proceed(DeliveryEngine engine) {
        for (int done = 0; done < TURN; done++) {
            Progress progress = engine.advance(run);
            if (progress instanceof Progress.Wait wait) {
                return Optional.of(wait.after());
            } else if (!(progress instanceof Progress.Continue)) {
                ended(run.delivery());
                return Optional.empty();
            }
        }
        return Optional.of(Duration.ZERO);
    }

    private void ended(Delivery last) {
        boolean good = last.phase() == Phase.DONE || last.phase() == Phase.GIVEN_UP;
        String sentence = last.from().orElse(last.to()) + ": " + last.phase().meaning();
        operation.end(
                good ? RecordState.DONE : last.phase() == Phase.STUCK ? RecordState.STUCK : RecordState.FAILED,
                good ? sentence : sentence + ": " + last.failure());
    }
}
