package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/**
 * What ended a step, or its block, early: a person, another build, a timeout.
 *
 * @param words the cause for messages, e.g. {@code aborted by Anna}
 */
record Interruption(Delivery.Setback setback, String words) {
    /** The step {@code timeout} uses a class of an optional plugin as its cause. */
    private static final String TIMEOUT = "ExceededTimeout";

    /** For a failure that a step ends with; empty if it is a real failure. */
    static Optional<Interruption> of(Throwable failure) {
        return failure instanceof FlowInterruptedException interrupted
                ? Optional.of(of(interrupted.getCauses()))
                : Optional.empty();
    }

    private static Interruption of(List<CauseOfInterruption> causes) {
        if (causes.stream().anyMatch(cause -> cause.getClass().getName().endsWith(TIMEOUT))) {
            return new Interruption(Delivery.Setback.TIMEOUT, "timed out");
        }
        String by = causes.stream().map(Interruption::words).distinct().collect(Collectors.joining(", "));
        return new Interruption(Delivery.Setback.ABORT, by.isEmpty() ? "aborted" : by);
    }

    private static String words(CauseOfInterruption cause) {
        return cause instanceof CauseOfInterruption.UserInterruption person
                ? "aborted by " + name(person)
                : "aborted: " + cause.getShortDescription();
    }

    private static String name(CauseOfInterruption.UserInterruption person) {
        return Optional.ofNullable(person.getUserOrNull())
                .map(user -> user.getDisplayName())
                .orElseGet(person::getUserId);
    }

    /** The failure of the node of the phase in which a delivery was rolled back. */
    static Exception failure(Delivery delivery) {
        String why = delivery.failure().lines().findFirst().orElse("");
        return delivery.setback() == Delivery.Setback.FAILURE
                ? new AbortException(why)
                : new FlowInterruptedException(Result.ABORTED, false, new Stopped(why));
    }

    private static final class Stopped extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        private final String why;

        Stopped(String why) {
            this.why = why;
        }

        @Override
        public String getShortDescription() {
            return why;
        }
    }

    /** The same, for tests that ran at that moment. */
    Interruption during(String tests) {
        return new Interruption(setback, words + " during the " + tests);
    }

    RecordState state() {
        return RecordState.of(setback.word());
    }
}
