package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        description = {
            "Rolls back an unfinished delivery, or to the standby, or to a kept release.",
            "An unfinished rollback is continued. Without an unfinished delivery, rolls back to the standby, which"
                    + " moves traffic without starting a container, or else to a kept release, which is started"
                    + " again; if several are kept, lists them for --to.",
            "A registry that is down, a missing mark, or a router replica that does not answer does not block a"
                    + " rollback."
        })
final class RollbackCommand extends DeliveringCommand {
    @Option(
            names = "--to",
            paramLabel = "RELEASE",
            description = "A kept release, by its version or by its number, as in '#3'. status lists them.")
    private Optional<String> to = Optional.empty();

    @Mixin
    private CandidateOptions candidate;

    @Mixin
    private SwitchOptions switching;

    @Mixin
    private ProbeOption probe;

    @Override
    String reason() {
        return "rollback" + to.map(release -> " to " + release).orElse("");
    }

    @Override
    Order order(Connection connection) {
        DeliveryOptions withSwitching =
                switching.over(candidate.over(connection.settings().defaults().retiringAtOnce()));
        DeliveryOptions options = probe.over(withSwitching, false, false, true);
        Target target = to.map(Target::named).orElse(Target.PLAIN);
        return new Order.Rollback(application(), target, options);
    }

    @Override
    Delivery.Kind requestedKind(Delivery delivery) {
        return Delivery.Kind.ROLLBACK;
    }
}
