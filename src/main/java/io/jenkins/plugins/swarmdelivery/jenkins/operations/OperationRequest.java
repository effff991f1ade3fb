package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import java.util.Optional;

/** The order of an operation as texts, so that the next Jenkins can read it too. */
final class OperationRequest {
    /** Their names are stored on disk. */
    enum Kind {
        ROLLBACK("Roll back", Delivery.Kind.ROLLBACK),
        UNLOCK("Unlock", Delivery.Kind.ADOPTION),
        ACCEPT("Accept what serves", Delivery.Kind.ADOPTION),
        RETIREMENT("Retire what is due of", Delivery.Kind.RETIREMENT);

        private final String verb;
        private final Delivery.Kind delivery;

        Kind(String verb, Delivery.Kind delivery) {
            this.verb = verb;
            this.delivery = delivery;
        }

        String verb() {
            return verb;
        }

        /** The delivery that executes it; an unlock needs none. */
        Delivery.Kind delivery() {
            return delivery;
        }
    }

    private final Kind kind;
    private final String to;
    private final String reason;
    private final String mark;

    private OperationRequest(Kind kind, String to, String reason, String mark) {
        this.kind = kind;
        this.to = to;
        this.reason = reason;
        this.mark = mark;
    }

    static OperationRequest rollback(Optional<String> to, String mark) {
        return new OperationRequest(Kind.ROLLBACK, to.orElse(""), "", mark);
    }

    static OperationRequest unlock(String reason, String mark) {
        return new OperationRequest(Kind.UNLOCK, "", reason, mark);
    }

    static OperationRequest accept(String reason, String mark) {
        return new OperationRequest(Kind.ACCEPT, "", reason, mark);
    }

    static OperationRequest retirement() {
        return new OperationRequest(Kind.RETIREMENT, "", "", "");
    }

    Kind kind() {
        return kind;
    }

    /** The requested release; empty for the engine's choice. */
    Optional<String> to() {
        return Optional.of(to).filter(given -> !given.isEmpty());
    }

    String reason() {
        return reason;
    }

    /** What the user saw, see {@link LedgerMark}. */
    String mark() {
        return mark;
    }
}
