package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The command's exit status, for scripts. */
enum ExitStatus {
    DONE(0, "done"),
    FAILED(1, "failed; the previous state is restored"),
    REFUSED(2, "bad input, or refused in the current state; nothing was changed"),
    STUCK(3, "stuck, or interrupted midway; a person is needed"),
    LOCKED(4, "locked by somebody else, or the lease was lost"),
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

    /** All of them, for the help. */
    static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (ExitStatus status : values()) {
            texts.put(Integer.toString(status.code), status.meaning);
        }
        return texts;
    }

    /** For a delivery that rests, has ended, or had to be left. */
    static ExitStatus of(Delivery delivery, boolean achieved) {
        if (achieved) {
            return DONE;
        }
        return switch (delivery.phase()) {
            case FAILED, GIVEN_UP, ROLLED_BACK -> FAILED;
            default -> STUCK;
        };
    }

    /** For a command that an exception ended. */
    static ExitStatus of(Throwable failure) {
        if (failure instanceof UnfinishedException unfinished) {
            ExitStatus cause = of(unfinished.getCause());
            return cause == LOCKED || cause == UNREACHABLE ? cause : STUCK;
        }
        return failure instanceof DeliveryException known ? of(known.kind()) : FAILED;
    }

    private static ExitStatus of(DeliveryException.Kind kind) {
        return switch (kind) {
            case REFUSED, REJECTED -> REFUSED;
            case LOCKED -> LOCKED;
            case STUCK -> STUCK;
            case UNREACHABLE -> UNREACHABLE;
            case CONFLICT, ROUTER, BUILD -> FAILED;
        };
    }
}
