package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.router.EdgeProxies;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The proxies in front of the router. */
final class EdgeOptions {
    @Option(
            names = EdgeProxies.TRUSTED_OPTION,
            paramLabel = "ADDRESS",
            split = ",",
            description =
                    "A proxy in front of the router whose X-Forwarded-* headers count, as an address or a network,"
                            + " e.g. 10.1.0.0/16. Can be repeated; none: no proxy. HAProxy replaces those of everybody else.")
    private List<String> trusted = new ArrayList<>();

    @Option(
            names = EdgeProxies.PROTOCOL_OPTION,
            paramLabel = "ADDRESS",
            split = ",",
            description =
                    "A proxy in front of the router that begins each connection with the PROXY protocol, version 1"
                            + " or 2, on the port for users. Can be repeated; none: no proxy.")
    private List<String> proxyProtocol = new ArrayList<>();

    EdgeProxies.Given given() {
        return new EdgeProxies.Given(trusted, proxyProtocol);
    }
}
