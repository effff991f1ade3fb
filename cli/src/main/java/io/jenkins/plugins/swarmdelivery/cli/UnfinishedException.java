package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;

/** A delivery had to be left midway; its ledger contains its state. */
final class UnfinishedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Delivery delivery;

    UnfinishedException(Delivery delivery, RuntimeException cause) {
        super(
                "the delivery was interrupted in phase " + delivery.phase().word() + ": " + cause.getMessage()
                        + "; check status, then run resume, which continues or rolls back",
                cause);
        this.delivery = delivery;
    }

    Delivery delivery() {
        return delivery;
    }
}
