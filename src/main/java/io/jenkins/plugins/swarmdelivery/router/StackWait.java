package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Waits until no stack of the cluster brings networks to nodes, or takes them away: Docker would replace outdated replicas
 * of the router there at once.
 */
final class StackWait {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final RouterSite site;
    private final RouterLease lease;
    private List<String> told = List.of();

    StackWait(RouterSite site, RouterLease lease) {
        this.site = site;
        this.lease = lease;
    }

    /**
     * Announces the lease once all stacks stand still. One that found no lease a moment before is in its ledger by now: it
     * goes first, and the lease is withdrawn before its delivery has waited for long.
     *
     * @throws RefusedException if stacks do not stand still in time; the lease is not announced
     */
    void await() {
        Instant deadline = site.attendant().now().plus(ProxyWatch.PATIENCE);
        while (true) {
            List<String> moving = moving();
            if (moving.isEmpty()) {
                lease.announce();
                moving = moving();
                if (moving.isEmpty()) {
                    return;
                }
                lease.withdraw();
            }
            requireTime(moving, deadline);
            tell(moving);
            site.attendant().pause(POLL);
        }
    }

    private List<String> moving() {
        return site.cluster().stacks().moving();
    }

    private void requireTime(List<String> moving, Instant deadline) {
        if (!site.attendant().now().isBefore(deadline)) {
            throw new RefusedException("replicas of service " + site.settings().service()
                    + " cannot be replaced while stacks bring networks to nodes or take them away, because Docker would"
                    + " replace those there at once: " + String.join("; ", moving)
                    + "; wait until that has ended, see status, then run the command again");
        }
    }

    private void tell(List<String> moving) {
        if (!moving.equals(told)) {
            site.attendant()
                    .say("waiting for stacks, which bring networks to nodes or take them away: "
                            + String.join("; ", moving));
            told = moving;
        }
    }
}
