package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import static hudson.Util.fixNull;

import hudson.Util;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.Lines;
import io.jenkins.plugins.swarmdelivery.router.Frontend;
import io.jenkins.plugins.swarmdelivery.router.RoutedText;
import io.jenkins.plugins.swarmdelivery.router.RouterOrder;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a user asks of a cluster's HAProxy, as texts, so that the next Jenkins can read it, too. Empty: as it is. */
public final class RouterRequest {
    private final String applications;
    private final String without;
    private final String constraints;
    private final String image;

    /**
     * @param applications one route a line, see {@link RoutedText}
     * @param without applications to remove from the router, one a line
     * @param constraints of placement, one a line
     * @param image with HAProxy
     */
    public RouterRequest(String applications, String without, String constraints, String image) {
        this.applications = fixNull(applications);
        this.without = fixNull(without);
        this.constraints = fixNull(constraints);
        this.image = fixNull(image).strip();
    }

    /** @throws RefusedException if one of the texts is written wrong */
    RouterOrder order() {
        Set<Application> removed =
                Lines.of(without).stream().map(Application::new).collect(Collectors.toSet());
        return new RouterOrder(
                new RouterOrder.Applications(RoutedText.parseAll(Lines.of(applications)), removed, Set.of()),
                new RouterOrder.Service(
                        Optional.ofNullable(Util.fixEmpty(image)), Optional.empty(), Lines.of(constraints)),
                RouterOrder.Published.DEFAULTS,
                RouterOrder.Secrets.DEFAULTS,
                Frontend.Given.NOTHING);
    }
}
