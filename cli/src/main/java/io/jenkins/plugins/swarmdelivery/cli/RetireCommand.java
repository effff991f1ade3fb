package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "retire",
        description = "Drains, stops and deregisters the standby now, without waiting for its time. Its release can"
                + " still be gone back to, by starting it again.")
final class RetireCommand extends DeliveringCommand {
    @Mixin
    private SwitchOptions switching;

    @Override
    String reason() {
        return "retire the standby";
    }

    @Override
    Optional<DeliveryRun> start(Connection connection, DeliveryEngine engine, Claim claim, DeliveryLog log) {
        return Optional.of(engine.retire(
                application(), switching.over(connection.settings().defaults()), claim, log));
    }
}
