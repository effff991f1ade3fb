package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.StuckException;
import io.jenkins.plugins.swarmdelivery.engine.SwarmException;

/** How the command ends, as scripts see it. */
enum ExitStatus {
    DONE(0, "done"),
    FAILED(1, "failed; the previous state is restored"),
    REFUSED(2, "bad input, or refused in the current state; nothing was changed"),
    STUCK(3, "stuck, or interrupted midway; a person is needed"),
    LOCKED(4, "locked by somebody else"),
    UNREACHABLE(5, "the cluster cannot be reached");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }

    /** Of a delivery that rests, has ended, or had to be left. */
    static ExitStatus of(Delivery delivery) {
        return switch (delivery.phase()) {
            case DONE, READY -> DONE;
            case FAILED, GIVEN_UP, ROLLED_BACK -> FAILED;
            default -> STUCK;
        };
    }

    /** Of a command that an exception ended. */
    static ExitStatus of(Throwable failure) {
        if (failure instanceof UnfinishedException unfinished) {
            ExitStatus cause = of(unfinished.getCause());
            return cause == LOCKED || cause == UNREACHABLE ? cause : STUCK;
        }
        if (!(failure instanceof DeliveryException)) {
            return FAILED;
        }
        if (failure instanceof RefusedException
                || failure instanceof SwarmException.Rejected
                || failure instanceof SwarmException.NotFound) {
            return REFUSED;
        }
        if (failure instanceof LockedException) {
            return LOCKED;
        }
        if (failure instanceof StuckException) {
            return STUCK;
        }
        return failure instanceof SwarmException.Unavailable ? UNREACHABLE : FAILED;
    }
}
