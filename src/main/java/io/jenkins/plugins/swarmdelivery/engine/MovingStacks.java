package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the applications whose stacks start or stop tasks at this moment, and so bring networks to nodes, or take them away.
 */
public final class MovingStacks {
    private final LedgerStore ledgers;
    private final Clock clock;

    /** @param clock of the managers, which decides when a lease expires */
    public MovingStacks(LedgerStore ledgers, Clock clock) {
        this.ledgers = ledgers;
        this.clock = clock;
    }

    /** One line for each, e.g. {@code shop, green 2.0 in starting (anna since 2026-11-30T15:00:00Z: deliver)}. */
    public List<String> now() {
        return ledgers.applications().stream()
                .flatMap(application -> ledgers.read(application).stream())
                .flatMap(read -> moving(read.ledger()).stream())
                .toList();
    }

    /** Without a lease, nobody works on it: whoever takes it next sees that the router is being updated. */
    private Optional<String> moving(Ledger ledger) {
        return ledger.lease()
                .filter(lease -> !lease.expired(clock.instant()))
                .flatMap(lease -> ledger.delivery()
                        .map(delivery -> moving(ledger, delivery))
                        // A removal has no delivery, and takes the releases from the ledger before they have stopped.
                        .orElse(Optional.of(ledger.application().name()))
                        .map(what -> line(what, lease)));
    }

    private static Optional<String> moving(Ledger ledger, Delivery delivery) {
        boolean stack = Stream.concat(ledger.placed().stream(), delivery.from().stream())
                .anyMatch(PlacedRelease::stack);
        return stack && delivery.phase().movesTasks()
                ? Optional.of(ledger.application() + ", " + delivery.to() + " in "
                        + delivery.phase().word())
                : Optional.empty();
    }

    private static String line(String what, Lease lease) {
        return what + " (" + lease.holder() + ")";
    }
}
