package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sets up an HAProxy that routes applications, or brings a running one to what is asked for: all of it through the
 * Swarm's API. The same order again changes nothing.
 */
public final class RouterUp {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final RouterSite site;

    public RouterUp(RouterSite site) {
        this.site = site;
    }

    /**
     * Finds out what would change, and changes nothing.
     *
     * @throws RefusedException if the order cannot be carried out, or another command is changing the router
     */
    public RouterPlan plan(RouterOrder order) {
        String name = site.settings().service();
        Optional<Service> running = site.swarm().service(name);
        running.ifPresent(
                service -> RouterLease.requireFree(service, site.attendant().now()));
        OrderChecks checks = new OrderChecks(site, order);
        checks.without(running.map(service -> service.spec().labels()).orElse(Map.of()));
        Map<Application, RoutedApplication> former =
                running.map(service -> former(service, order)).orElse(Map.of());
        List<RoutedApplication> applications = merged(former, order);
        running.ifPresent(service ->
                OrderChecks.shares(applications, former, service.spec().labels()));
        Optional<String> cfg = running.flatMap(service -> RouterSpec.cfg(site.swarm(), service.spec()));
        Frontend before = cfg.map(Frontend::read).orElse(Frontend.PLAIN);
        Map<Integer, Integer> published =
                running.map(service -> OrderChecks.published(service.spec())).orElse(Map.of());
        UserTls.Wanted https = order.frontend().tls().onto(before.tls(), published);
        Frontend frontend = new Frontend(order.frontend().edge().onto(before.edge()), https.tls());
        Map<Integer, Integer> ports = new TreeMap<>(
                running.isPresent()
                        ? order.published().given()
                        : order.published().onto(Map.of()));
        ports.putAll(https.ports());
        OrderChecks.ports(ports, published);
        new IngressPorts(site).requireFree(ports, published);
        checks.values(applications, frontend, published);
        checks.edge(cfg);
        checks.place();
        List<UserTls.Certificate> certificatesForUsers = https.tls()
                .find(
                        site.swarm(),
                        RenewedCertificates.read(
                                running.map(service -> service.spec().labels()).orElse(Map.of())));
        Map<String, String> configs = RouterInit.configs(applications, frontend);
        RouterObjects objects = new RouterObjects(site.swarm(), name);
        RouterCertificates certificates = running.isPresent()
                ? RouterCertificates.keep(site, order.secrets())
                : RouterCertificates.create(site, order.secrets(), objects);
        Optional<Named> network = (running.isPresent()
                        ? order.service().network()
                        : Optional.of(order.service().network().orElse(RouterSetup.NETWORK)))
                .map(objects::network);
        RouterSpec spec = new RouterSpec(
                applications,
                image(order, running.map(Service::spec)),
                new RouterSpec.Place(network, order.service().constraints()),
                ports,
                new RouterSpec.References(
                        objects.config("cfg", configs.get(RouterInit.CFG)),
                        objects.config("map", configs.get(RouterInit.MAP)),
                        certificates.certificate(),
                        certificates.authority(),
                        UserSecrets.of(site.swarm(), name, certificatesForUsers)));
        return new RouterPlan(
                name,
                running,
                new RouterPlan.Former(
                        former,
                        frontend.changes(before),
                        running.filter(this::isUnfinished).isPresent()),
                spec,
                new RouterPlan.Means(objects, certificates));
    }

    /**
     * Makes the changes, one replica after the other; each is proven before the next. Without changes, it proves that
     * all replicas serve their routes.
     *
     * @throws RefusedException if replicas cannot be replaced now; nothing was changed
     * @throws RouterException if a replica cannot be proven; the former service is restored
     */
    public void apply(RouterPlan plan) {
        if (plan.changes().isEmpty()) {
            requireProven(plan.running().orElseThrow());
            return;
        }
        if (plan.running().isPresent()) {
            update(plan, plan.running().get());
        } else {
            create(plan);
        }
        RouterObjects.prune(site.swarm(), plan.name());
    }

    private void update(RouterPlan plan, Service running) {
        try (RouterLease lease =
                plan.replacesReplicas() ? RouterLease.take(site, running) : RouterLease.none(site, running)) {
            plan.requireHarmless(lease.service().spec().labels());
            RouterSpec spec = provided(plan);
            new ProxyRollout(site, lease).run(plan.on(running, spec));
        }
    }

    private void create(RouterPlan plan) {
        RouterSpec spec = provided(plan);
        Service created = site.swarm().create(spec.create(plan.name()));
        site.attendant().say("created service " + plan.name());
        provenAtFirst(created);
    }

    /** Writes certificates, and creates networks, configs and secrets. */
    private RouterSpec provided(RouterPlan plan) {
        plan.means().certificates().write().run();
        plan.means().certificates().written().forEach(path -> site.attendant().say("wrote " + path));
        plan.means().objects().create(site.attendant());
        return plan.withIds();
    }

    /** Each write of the service begins the update again, and Docker needs a moment to tell so. */
    private boolean isUnfinished(Service service) {
        if (!RouterSpec.isHeld(service.spec())) {
            return false;
        }
        Optional<String> state = site.swarm().updateState(service);
        if (state.isEmpty()) {
            site.attendant().pause(MOMENT);
            state = site.swarm().updateState(service);
        }
        return state.filter(told -> !told.equals("completed")).isPresent();
    }

    private void provenAtFirst(Service created) {
        try {
            new ProxyWatch(site, Optional.empty()).prove(created);
        } catch (RouterException e) {
            throw new RouterException(
                    e.getMessage() + "; the service was created, see docker service ps --no-trunc " + created.name()
                            + ", then run router up again, or router down",
                    e);
        }
    }

    private void requireProven(Service service) {
        new ProxyWatch(site, Optional.empty()).objection(service).ifPresent(objection -> {
            throw new RouterException("nothing is to be changed, but the router does not serve: " + objection);
        });
    }

    /** The applications that the running router has. */
    private Map<Application, RoutedApplication> former(Service service, RouterOrder order) {
        requireNoEdits(service, order);
        Map<String, String> labels = service.spec().labels();
        Map<Application, RoutedApplication> former = RouterLabels.applications(labels);
        if (former.isEmpty()) {
            List<String> named = order.applications().routed().stream()
                    .map(routed -> routed.application().name())
                    .toList();
            List<String> missing = RouterLabels.names(labels).stream()
                    .filter(name -> !named.contains(name)
                            && !order.applications().without().contains(new Application(name)))
                    .toList();
            if (!missing.isEmpty()) {
                throw new RefusedException("service " + service.name() + " was set up with router init, and routes "
                        + String.join(", ", missing) + ", too; this once, name all of its applications");
            }
        }
        return former;
    }

    private void requireNoEdits(Service service, RouterOrder order) {
        boolean edited = RouterSpec.cfg(site.swarm(), service.spec())
                .filter(Stamp::isEdited)
                .isPresent();
        if (edited && !order.applications().accepted().contains(RouterOrder.Loss.EDITS)) {
            throw new RefusedException("the haproxy.cfg of service " + service.name()
                    + " has edits of yours, which would be lost; continue with router init and deploy.sh, or discard"
                    + " them with --discard-edits");
        }
    }

    private static List<RoutedApplication> merged(Map<Application, RoutedApplication> former, RouterOrder order) {
        Map<Application, RoutedApplication> merged = new LinkedHashMap<>(former);
        order.applications().routed().forEach(routed -> merged.put(routed.application(), routed));
        for (Application without : order.applications().without()) {
            merged.remove(without);
        }
        if (merged.isEmpty()) {
            throw new RefusedException("--app", null, "name an application with --app or --stack");
        }
        return List.copyOf(merged.values());
    }

    /** Pinned to a digest, so that all nodes run the same; a tag where the registry does not answer. */
    private Optional<String> image(RouterOrder order, Optional<ServiceSpec> running) {
        if (order.service().image().isEmpty() && running.isPresent()) {
            return Optional.empty();
        }
        String tag = order.service().image().orElse(RouterSetup.IMAGE);
        try {
            return Optional.of(site.images().resolve(ImageReference.parse(tag)).toString());
        } catch (SwarmException.NotFound e) {
            throw new RefusedException("--image", tag, "the registry has no such image");
        } catch (SwarmException e) {
            boolean same =
                    running.filter(spec -> spec.image().startsWith(tag + "@")).isPresent();
            return same ? Optional.empty() : Optional.of(tag);
        }
    }
}
