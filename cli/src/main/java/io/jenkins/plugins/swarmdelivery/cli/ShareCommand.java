package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "share",
        description = {
            "Sends a part of the users to the candidate that deploy made ready.",
            "A user stays with one release until the percentage changes; as it grows, nobody leaves the candidate. 0%%"
                    + " takes the share back, and so does rollback. To send all users to the candidate, run register.",
            "The router must know the application with share=cookie or share=source; see docs/haproxy.md."
        })
final class ShareCommand extends DeliveringCommand {
    private static final Pattern PERCENTAGE = Pattern.compile("([0-9]{1,3})%?");

    @Parameters(index = "2", paramLabel = "PERCENTAGE", description = "The part of the users, from 0%% to 100%%.")
    private String share;

    @Override
    String reason() {
        return "share " + share;
    }

    @Override
    Order order(Connection connection) {
        Matcher percentage = PERCENTAGE.matcher(share);
        if (!percentage.matches()) {
            throw new RefusedException("share", share, "use a whole number from 0% to 100%");
        }
        return new Order.Share(application(), Integer.parseInt(percentage.group(1)));
    }
}
