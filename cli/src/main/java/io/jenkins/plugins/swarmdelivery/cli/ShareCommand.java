package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "share",
        description = {
            "Sends a part of the users to the candidate that deploy made ready.",
            "A user stays with one release until the percentage changes; as it grows, nobody leaves the candidate. 0%%"
                    + " takes the share back, and so does rollback. To send all users to the candidate, run register.",
            "HAProxy must know the application with share=cookie or share=source; see docs/haproxy.md.",
            "Traefik tells users apart by their address; see docs/traefik.md."
        })
final class ShareCommand extends DeliveringCommand {
    @Parameters(index = "2", paramLabel = "PERCENTAGE", description = "The part of the users, from 0%% to 100%%.")
    private String share;

    @Override
    String reason() {
        return "share " + share;
    }

    @Override
    Order order(Connection connection) {
        return Order.Share.of(application(), share);
    }
}
