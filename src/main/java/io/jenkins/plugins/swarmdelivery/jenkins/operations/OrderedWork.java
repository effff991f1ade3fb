package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.time.Duration;
import java.util.Optional;

/** Executes an order of a page, or of Jenkins itself, if everything is still as it was seen there. */
final class OrderedWork implements Work {
    /** The most actions in one tick, so that other operations get their turn. */
    private static final int MAX_ACTIONS = 50;

    private final Operation operation;
    private final OperationLog log;
    private final Order order;
    private final Claim claim;

    @Nullable
    private DeliveryRun run;

    /** Something was already done for it, so we ourselves have made the user's page out of date. */
    private boolean begun;

    OrderedWork(Operation operation, Order order, Claim claim) {
        this.operation = operation;
        this.log = new OperationLog(operation);
        this.order = order;
        this.claim = claim;
    }

    @Override
    public Optional<Duration> proceed(DeliveryEngine engine) {
        if (run == null && !begin(engine)) {
            throw new RefusedException("nothing is due any more");
        }
        for (int done = 0; done < MAX_ACTIONS; done++) {
            Progress progress = engine.advance(run);
            operation.settling(run.settling());
            if (progress instanceof Progress.Wait wait) {
                return Optional.of(wait.after());
            } else if (!(progress instanceof Progress.Continue)) {
                return rested(engine, run.delivery());
            }
        }
        return Optional.of(Duration.ZERO);
    }

    /**
     * Begins it, unless there is nothing to do.
     *
     * @throws RefusedException if something differs from what the user saw
     */
    boolean begin(DeliveryEngine engine) {
        Application application = order.application();
        if (!begun && operation.request().kind() != OperationRequest.Kind.RETIREMENT) {
            LedgerMark.require(engine, application, operation.request().mark());
        }
        run = engine.start(order, claim, log).orElse(null);
        begun = run != null;
        operation.settling(begun && run.settling());
        return begun;
    }

    /** Resumes what it began; a delivery in the way of a rollback is taken over again by {@link #begin}. */
    @Override
    public void takeUp(DeliveryEngine engine) {
        begun = true;
        boolean own = engine.record(order.application())
                .flatMap(Ledger::delivery)
                .filter(there -> operation.request().kind() != OperationRequest.Kind.ROLLBACK
                        || there.kind() == Delivery.Kind.ROLLBACK)
                .isPresent();
        if (own && !operation.settling()) {
            run = engine.start(Order.Resume.of(order.application()), claim, log).orElse(null);
        }
    }

    private Optional<Duration> rested(DeliveryEngine engine, Delivery last) {
        boolean good = last.achieved(operation.request().kind().delivery());
        if (!good && !last.phase().terminal()) {
            // Tests that a build ordered: nobody is there to run them, and the user wants a rollback.
            engine.failed(run, "rolled back by " + operation.author().name());
            return Optional.of(Duration.ZERO);
        }
        String sentence = good && operation.request().kind() == OperationRequest.Kind.SHARE
                ? last.to() + " gets "
                        + last.share().map(share -> share.percent() + "%").orElse("none") + " of the users"
                : subject(last) + ": " + last.phase().meaning();
        operation.end(
                good ? RecordState.DONE : last.phase() == Phase.STUCK ? RecordState.STUCK : RecordState.FAILED,
                good ? sentence : sentence + ": " + last.failure());
        return Optional.empty();
    }

    /** Its name for the user: the target of a rollback, the candidate of a share, else the previous state. */
    private Object subject(Delivery last) {
        return switch (operation.request().kind()) {
            case ROLLBACK, SHARE -> last.to();
            default -> last.from().orElse(last.to());
        };
    }
}
