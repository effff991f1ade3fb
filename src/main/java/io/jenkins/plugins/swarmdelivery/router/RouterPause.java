package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Nearest;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Pauses an application: users get a maintenance page, tests still reach it. Deliveries neither end a pause nor need
 * its end. The same order again changes nothing, and reaches replicas that did not answer before.
 */
public final class RouterPause {
    /** For a replica that is starting. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofMillis(500);

    private final RouterSite site;
    private final HaproxyPauses pauses;

    /** @throws RefusedException if the TLS material cannot be used */
    public RouterPause(RouterSite site) {
        this.site = site;
        this.pauses = new HaproxyPauses(
                site.swarm(), site.settings(), new HaproxyAdmin(site.settings()), site.attendant()::now);
    }

    /**
     * Pauses it, or changes who wrote that and the message.
     *
     * @return the pause that every replica shows to users
     * @throws RefusedException if the router does not have the application, or no rules for pauses; nothing was changed
     * @throws RouterException if a replica does not show that
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException.Busy if replicas are being replaced; nothing was
     *     changed
     */
    public Pause pause(Application application, String by, Optional<String> message) {
        Pause wanted = new Pause(site.attendant().now(), by, message);
        Service service = requireRouted(application);
        requireRules(service);
        prove(
                application,
                former -> Optional.of(new Pause(former.map(Pause::since).orElse(wanted.since()), by, message)),
                "router pause");
        return present(application).orElse(wanted);
    }

    /**
     * Ends a pause.
     *
     * @return it; empty if there was none
     * @throws RefusedException if the router does not have the application; nothing was changed
     * @throws RouterException if a replica still shows the page
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException.Busy if replicas are being replaced; nothing was
     *     changed
     */
    public Optional<Pause> unpause(Application application) {
        requireRouted(application);
        Optional<Pause> former = present(application);
        prove(application, pause -> Optional.empty(), "router unpause");
        return former;
    }

    private Optional<Pause> present(Application application) {
        Map<String, String> labels =
                RouterLabels.service(site.swarm(), site.settings()).spec().labels();
        return PauseText.read(PauseText.fromLabels(labels, application));
    }

    private Service requireRouted(Application application) {
        Service service = RouterLabels.service(site.swarm(), site.settings());
        Set<String> names = RouterLabels.names(service.spec().labels());
        if (!names.contains(application.name())) {
            throw new RefusedException("the router has no application " + application + "; "
                    + Nearest.to(application.name(), names)
                            .map(near -> "did you mean " + near + "? ")
                            .orElse("")
                    + "it has " + String.join(", ", names));
        }
        return service;
    }

    /** A silent replica is no objection: it may be the reason for the pause. */
    private void requireRules(Service service) {
        HaproxyPauses.Objections objections = pauses.objections(service);
        if (!objections.lacking().isEmpty()) {
            boolean files = RouterLabels.applications(service.spec().labels()).isEmpty();
            throw new RefusedException("router replica " + String.join(", ", objections.lacking())
                    + " has no rules to pause applications; an earlier version set it up: run "
                    + (files ? "router init and deploy.sh" : "router up")
                    + " again, which replaces the replicas one node at a time");
        }
    }

    private void prove(Application application, UnaryOperator<Optional<Pause>> change, String command) {
        Instant deadline = site.attendant().now().plus(PATIENCE);
        while (true) {
            List<String> unproven = pauses.write(application, change);
            if (unproven.isEmpty()) {
                return;
            }
            if (!site.attendant().now().isBefore(deadline)) {
                throw new RouterException("the router's label is written, but after " + PATIENCE.toSeconds()
                        + " seconds, " + String.join("; ", unproven) + "; replicas that start from now on follow the"
                        + " label; for the others, run " + command + " again");
            }
            site.attendant().pause(POLL);
        }
    }
}
