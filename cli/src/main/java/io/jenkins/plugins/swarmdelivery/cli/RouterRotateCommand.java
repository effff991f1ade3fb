package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.router.RouterRotation;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "rotate",
        description = {
            "Renews the certificates of a router that router up has set up.",
            "Replaces the client's certificate, in the files under router.haproxy.tls, then HAProxy's, one node at a"
                    + " time. Needs the key of the authority beside its certificate. Certificates of other clients"
                    + " stay valid."
        })
final class RouterRotateCommand extends RouterSiteCommand {
    @Override
    ExitStatus run(RouterSite site, Connection connection) {
        new RouterRotation(site).run();
        Map<String, Object> document = document(ExitStatus.DONE);
        document.put("rotated", true);
        console().result(document, List.of("the certificates of the router of " + cluster() + " are renewed"));
        return ExitStatus.DONE;
    }
}
