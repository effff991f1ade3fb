package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Phase;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Takes one delivery, in which no tests are due, from its beginning to its end. */
final class SingleDelivery implements Work {
    private final Operation operation;
    private final Claim claim;
    private final Function<DeliveryEngine, DeliveryRun> begin;

    @Nullable
    private DeliveryRun run;

    SingleDelivery(Operation operation, Claim claim, Function<DeliveryEngine, DeliveryRun> begin) {
        this.operation = operation;
        this.claim = claim;
        this.begin = begin;
    }

    @Override
    public Optional<Duration> proceed(DeliveryEngine engine) {
        if (run == null) {
            run = begin.apply(engine);
            operation.worksOn(run.delivery().id());
        }
        Progress progress = engine.advance(run);
        if (progress instanceof Progress.Wait wait) {
            return Optional.of(wait.after());
        } else if (progress instanceof Progress.Continue) {
            return Optional.of(Duration.ZERO);
        }
        ended(run.delivery());
        return Optional.empty();
    }

    @Override
    public void takeUp(DeliveryEngine engine) {
        Application application = new Application(operation.getApplication());
        run = engine.resume(application, claim, new OperationLog(operation)).orElse(null);
    }

    private void ended(Delivery last) {
        boolean good = last.achieved(operation.asked().kind().delivery());
        String sentence = last.from().orElse(last.to()) + ": " + last.phase().meaning();
        operation.end(
                good ? RecordState.DONE : last.phase() == Phase.STUCK ? RecordState.STUCK : RecordState.FAILED,
                good ? sentence : sentence + ": " + last.failure());
    }
}
