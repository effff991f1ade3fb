package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Coloring;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.RunningStack;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.LiveStack;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A stack that {@code docker stack deploy} runs, as the application's first release.
 *
 * @param placed the release that it becomes; its services keep their names
 * @param release the spec to keep: the running specs, with the labels that the services get
 * @param known its parts, with the reasons for their roles
 * @param problems why it cannot be adopted, with the remedies
 */
public record StackAdoption(
        PlacedRelease placed, ReleaseSpec release, RunningStack.Known known, List<String> problems) {
    /** Drivers of networks that are local to a node. */
    private static final Set<String> OF_NODES = Set.of("host", "bridge");

    /** The router knows adopted services as blue ones. */
    private static final Color COLOR = Color.BLUE;

    /** @throws RefusedException if there is no such stack, or the application cannot adopt one */
    static StackAdoption of(Cluster cluster, Intent intent, RunningStack stack) {
        Application application = intent.application();
        requireNew(intent.ledger(), stack);
        List<Service> services = LiveStack.services(cluster.swarm(), stack.name());
        if (services.isEmpty()) {
            throw new RefusedException(
                    "stack", stack.name(), "the cluster has no service of it; docker stack ls lists the stacks");
        }
        RunningStack.Known known = stack.known(services.stream()
                .map(service -> LiveStack.portable(service.spec(), cluster.swarm()))
                .toList());
        ReleaseSpec described = new ReleaseSpec(known.parts(), objects(cluster, application, known.parts()));
        ImageReference image = ImageReference.parse(described.service().image());
        Release release = new Release(
                new KeptReleases(cluster.ledgers()).next(intent.ledger()),
                image.tag().orElse("adopted"),
                image,
                intent.claim().author(),
                intent.now());
        PlacedRelease placed =
                new PlacedRelease(release, COLOR, described.refs(), intent.now(), true).running(services);
        List<String> problems = problems(cluster, application, services, described, placed);
        ReleaseSpec labeled = described.edited(part -> part.with(labeled(part, application, release.version())));
        ReleaseSpec kept = problems.isEmpty() ? labeled.edited(part -> served(part, cluster.router())) : labeled;
        return new StackAdoption(placed, kept, known, problems);
    }

    private static void requireNew(Ledger ledger, RunningStack stack) {
        Application application = ledger.application();
        ledger.active().ifPresent(active -> {
            throw new RefusedException(application + " has a release already: " + active
                    + "; only an application without one can adopt a stack");
        });
        if (!stack.name().equals(application.name())) {
            throw new RefusedException(
                    "stack",
                    stack.name(),
                    "name the application like the stack: its volumes and networks carry the name of the stack, and"
                            + " deliveries of " + application + " would create others");
        }
    }

    private static List<String> problems(
            Cluster cluster,
            Application application,
            List<Service> services,
            ReleaseSpec described,
            PlacedRelease placed) {
        List<String> problems = new ArrayList<>();
        for (Service service : services) {
            String owner = service.spec().labels().getOrDefault(Labels.APPLICATION, application.name());
            if (!owner.equals(application.name())) {
                problems.add("service " + service.name() + " belongs to application " + owner);
            }
        }
        for (Part part : described.colored()) {
            if (part.spec().mode() instanceof ServiceSpec.Mode.Other other) {
                problems.add("service " + part.spec().name() + " has mode " + other.name()
                        + ", which cannot be delivered blue-green");
            }
        }
        described.parts().stream()
                .filter(part -> part.role() != Role.SHARED)
                .forEach(part -> problems.addAll(uncolorable(cluster, application, part)));
        described.with(Role.ROUTED).forEach(part -> problems.addAll(Adoption.unreachable(cluster, part.spec())));
        described
                .with(Role.COLORED)
                .forEach(part ->
                        Adoption.objection(cluster.router(), part.spec()).ifPresent(problems::add));
        Adoption.otherRoute(cluster.router().view(application), placed).ifPresent(problems::add);
        return List.copyOf(problems);
    }

    /** Why a rollback or the next delivery could not start the part as a color. */
    private static List<String> uncolorable(Cluster cluster, Application application, Part part) {
        String service = "service " + part.spec().name();
        List<String> problems = new ArrayList<>();
        Coloring.tooLong(application, part.name())
                .map(name -> service + ": a release of it would be named " + name + ", use at most "
                        + Coloring.LONGEST_NAME
                        + " characters; choose a shorter name in the stack file, deploy that, and"
                        + " remove this one")
                .ifPresent(problems::add);
        part.spec().networks().stream()
                .flatMap(network -> Json.text(network, "Target").stream())
                .flatMap(network -> cluster.swarm().networkDriver(network).stream())
                .filter(OF_NODES::contains)
                .filter(driver -> part.role() != Role.ROUTED)
                .map(driver -> service + " joins the network " + driver + " of its nodes, where two colors would share"
                        + " the ports; have it join an overlay network, or give it the label swarm-delivery.role:"
                        + " shared in the stack file")
                .forEach(problems::add);
        return problems;
    }

    /**
     * The objects that the release needs if it is started again as a color. Configs and secrets stay those of the
     * stack.
     */
    private static ReleaseSpec.Objects objects(Cluster cluster, Application application, List<Part> parts) {
        Optional<String> encrypted = parts.stream()
                .flatMap(part -> part.spec().networks().stream())
                .flatMap(network -> Json.text(network, "Target").stream())
                .distinct()
                .filter(cluster.swarm()::encrypted)
                .findFirst()
                .map(network -> "");
        return new ReleaseSpec.Objects(
                List.of(Coloring.networkBody(application, COLOR, encrypted)),
                names(parts, "Configs", "ConfigName"),
                names(parts, "Secrets", "SecretName"));
    }

    private static List<String> names(List<Part> parts, String list, String name) {
        return parts.stream()
                .flatMap(part -> Json.list(part.spec().tree(), "TaskTemplate", "ContainerSpec", list).stream())
                .flatMap(reference -> Json.text(reference, name).stream())
                .distinct()
                .toList();
    }

    /** With what the router needs on a service that users reach. */
    private static Part served(Part part, TrafficRouter router) {
        if (part.role() != Role.ROUTED) {
            return part;
        }
        Map<String, String> labels = new LinkedHashMap<>(part.spec().labels());
        labels.putAll(router.adopted(part.spec().name(), labels));
        return part.with(part.spec().withLabels(labels));
    }

    private static ServiceSpec labeled(Part part, Application application, String version) {
        Map<String, String> labels = new LinkedHashMap<>(part.spec().labels());
        labels.put(Labels.APPLICATION, application.name());
        labels.put(Labels.SERVICE, part.name());
        if (part.role() != Role.SHARED) {
            labels.put(Labels.COLOR, COLOR.word());
            labels.put(Labels.RELEASE, version);
        }
        if (part.role().ofColor()) {
            Planner.replicas(part.spec()).ifPresent(replicas -> labels.put(Labels.REPLICAS, replicas.toString()));
        }
        return part.spec().withLabels(labels);
    }
}
