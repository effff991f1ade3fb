package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Resumes an operation that an earlier Jenkins process left. Either the ledger contains its delivery, or the history
 * tells how it ended, or it had not begun: then it begins, if everything is still as the user saw it.
 */
final class Resumption implements Work {
    /** How long the cluster may be unreachable, or the lease of the dead Jenkins may last. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration POLL = Duration.ofSeconds(2);

    private final Operation operation;
    private final Work work;
    private final Instant since = Instant.now();
    private String told = "";
    private boolean looked;
    private boolean underWay;

    /** @param work does what was requested, from the beginning */
    Resumption(Operation operation, Work work) {
        this.operation = operation;
        this.work = work;
    }

    @Override
    public Optional<Duration> proceed(DeliveryEngine engine) {
        try {
            if (!looked && endedMeanwhile(engine)) {
                return Optional.empty();
            }
            looked = true;
            Optional<Duration> after = work.proceed(engine);
            underWay = true;
            return after;
        } catch (LockedException e) {
            return await(e, e.holder());
        } catch (SwarmException.Unavailable e) {
            return await(e, e.getMessage());
        }
    }

    private Optional<Duration> await(DeliveryException e, String reason) {
        if (underWay || Instant.now().isAfter(since.plus(PATIENCE))) {
            throw e;
        }
        if (!reason.equals(told)) {
            told = reason;
            operation.say("waiting: " + reason);
        }
        return Optional.of(POLL);
    }

    private boolean endedMeanwhile(DeliveryEngine engine) {
        Optional<Ledger> ledger = engine.record(new Application(operation.getApplication()));
        Optional<HistoryEntry> past = ledger.stream()
                .flatMap(there -> there.history().stream())
                .filter(this::isOurs)
                .findFirst();
        boolean set = past.isPresent() && operation.request().kind() == OperationRequest.Kind.SHARE;
        if (!set && ledger.flatMap(Ledger::delivery).filter(this::isOurs).isPresent()) {
            operation.say("continues after a restart of Jenkins");
            work.takeUp(engine);
            return false;
        }
        if (past.isEmpty() && !operation.delivery().isEmpty()) {
            throw new RefusedException("the cluster has no record of it: it is neither in progress nor in the history");
        }
        past.filter(entry -> !entry.delivery().isEmpty()).ifPresent(entry -> new OperationLog(operation).ended(entry));
        if (past.isPresent() && !operation.settling()) {
            told(past.get());
            return true;
        }
        operation.say(past.isPresent() ? "continues after a restart of Jenkins" : "starts after a restart of Jenkins");
        past.ifPresent(entry -> work.takeUp(engine));
        return false;
    }

    private boolean isOurs(Delivery unfinished) {
        OperationRequest request = operation.request();
        return switch (request.kind()) {
            case UNLOCK -> false;
            // The delivery is of whoever made the candidate; its share is ours.
            case SHARE ->
                unfinished.id().equals(operation.delivery())
                        && request.to().equals(Optional.of(percentage(unfinished)));
            default ->
                operation.delivery().isEmpty()
                        ? unfinished.author().equals(operation.author())
                        : unfinished.id().equals(operation.delivery());
        };
    }

    private static String percentage(Delivery delivery) {
        return delivery.share().map(TrafficRouter.Share::percent).orElse(0) + "%";
    }

    private boolean isOurs(HistoryEntry entry) {
        String delivery = operation.delivery();
        if (!delivery.isEmpty() && entry.delivery().equals(delivery)) {
            return true;
        }
        String event = operation.request().kind().event();
        boolean same = event.isEmpty()
                ? delivery.isEmpty() && !entry.delivery().isEmpty()
                : entry.event().equals(event);
        return same && entry.author().equals(operation.author()) && !entry.at().isBefore(operation.getStartedAt());
    }

    private void told(HistoryEntry past) {
        boolean achieved = past.achieved(operation.request().kind().delivery());
        String what = past.version().isEmpty() ? past.event() : past.event() + " of " + past.version();
        operation.end(
                achieved ? RecordState.DONE : RecordState.of(past.outcome()),
                "while Jenkins was down: " + what + ": " + past.outcome()
                        + (past.reason().isEmpty() ? "" : ": " + past.reason()));
    }
}
