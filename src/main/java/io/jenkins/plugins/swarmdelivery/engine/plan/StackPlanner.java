package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Platform;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans the services of a stack, except for the first one that users reach. */
final class StackPlanner {
    /** For the plan of a new application; its first delivery makes the key, and other names of secrets with it. */
    private static final byte[] NO_KEY = {0};

    private final Cluster cluster;

    StackPlanner(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * The context of a plan.
     *
     * @param delivery the ID for the labels
     * @param rollback whether it is a rollback to a release that was live, for which no registry is asked
     */
    record Context(PlacedRelease candidate, Ledger ledger, String delivery, List<Node> nodes, boolean rollback) {}

    StackSource.Target target(Application application, Color color) {
        Optional<String> network = cluster.router().inside().networks().stream()
                .flatMap(id -> cluster.swarm().network(id).stream())
                .map(Swarm.OverlayNetwork::name)
                .findFirst();
        return new StackSource.Target(
                application, color, network, cluster.ledgers().key(application).orElse(NO_KEY));
    }

    /**
     * Records the number of tasks in the stack file as a label of each service, unless an earlier release has recorded
     * it.
     */
    static StackSource.Content noted(StackSource.Content content) {
        ReleaseSpec noted = content.release().edited(part -> part.role().ofColor() ? noted(part) : part);
        return new StackSource.Content(noted, content.bodies(), content.reasons(), content.routes(), content.notes());
    }

    private static Part noted(Part part) {
        Optional<Long> replicas = Planner.replicas(part.spec());
        boolean there = part.spec().labels().containsKey(Labels.REPLICAS);
        return there || replicas.isEmpty()
                ? part
                : part.with(part.spec()
                        .edited(tree -> Json.object(tree, "Labels")
                                .put(Labels.REPLICAS, replicas.get().toString())));
    }

    /**
     * The number of tasks to which somebody has scaled the live service; empty: as in the stack file. A service that was
     * scaled to zero is ignored by a rollback, and if it has tasks only while users are on its color.
     */
    Optional<Long> replicas(Ledger ledger, Part part, boolean rollback) {
        return ledger.active().stream()
                .flatMap(placed -> placed.services().stream())
                .filter(ref -> ref.part().equals(part.name()))
                .flatMap(ref -> cluster.swarm().service(ref.id()).stream())
                .filter(service -> service.spec().labels().containsKey(Labels.REPLICAS))
                .flatMap(service -> Planner.replicas(service)
                        .filter(now ->
                                !now.toString().equals(service.spec().labels().get(Labels.REPLICAS)))
                        .stream())
                .filter(now -> now > 0 || !rollback && !part.atSwitch())
                .findFirst();
    }

    /**
     * Shared services and jobs of this release whose names belong to services that no delivery of the application
     * created.
     */
    List<String> foreign(ReleaseSpec release, Ledger ledger) {
        Optional<ReleaseSpec> live = live(ledger);
        return release.parts().stream()
                .filter(part -> !part.role().ofColor())
                .flatMap(part -> cluster.swarm().service(part.spec().name()).stream())
                .filter(there -> !LiveStack.shares(live, there.name()))
                .flatMap(there -> Planner.foreign(there, ledger.application()).stream())
                .toList();
    }

    /** Shared services of this release whose names belong to services that are removed with a running release. */
    List<String> nameConflicts(ReleaseSpec release, Ledger ledger) {
        Set<String> names = new HashSet<>();
        ledger.placed().stream().filter(PlacedRelease::stack).forEach(placed -> {
            placed.services().forEach(ref -> names.add(ref.name()));
            // The jobs of an adopted release have names without a color, and are removed with it.
            if (placed.adopted()) {
                cluster.ledgers()
                        .kept(ledger.application(), placed.release().number())
                        .ifPresent(kept -> kept.with(Role.JOB)
                                .forEach(job -> names.add(job.spec().name())));
            }
        });
        return release.with(Role.SHARED).stream()
                .filter(part -> names.contains(part.spec().name()))
                .map(part -> "service " + part.spec().name() + " is not shared in the running release, and would be"
                        + " removed with it; keep its role with the label swarm-delivery.role, or give the shared"
                        + " service another name in the stack file")
                .toList();
    }

    private Optional<ReleaseSpec> live(Ledger ledger) {
        return ledger.active()
                .flatMap(placed -> cluster.ledgers()
                        .kept(ledger.application(), placed.release().number()));
    }

    /** What {@code docker stack deploy} has changed, see {@link LiveStack#deployedAgain}. */
    List<String> deployedAgain(Ledger ledger) {
        return LiveStack.deployedAgain(cluster.swarm(), ledger, live(ledger));
    }

    /** The complete release, with every part planned; adds the findings, each with the name of its service. */
    ReleaseSpec complete(StackSource.Content content, ServiceSpec entry, Context context, Findings findings) {
        findings.warnings().addAll(content.notes());
        findings.problems().addAll(gone(content));
        String first = content.release().entry().name();
        List<Part> parts = new ArrayList<>();
        Optional<ReleaseSpec> live = live(context.ledger());
        References.preload(content.release(), cluster.swarm());
        for (Part part : content.release().parts()) {
            Findings own = Findings.empty();
            ServiceSpec made = part.name().equals(first) ? entry : spec(content, part, context, own);
            ServiceSpec spec = part.role() == Role.SHARED && !context.rollback()
                    ? running(part.with(made), live, content, own)
                    : made;
            References.missing(spec, cluster.swarm(), content.release().objects())
                    .forEach(own.problems()::add);
            own.problems().forEach(problem -> findings.problems().add(part.name() + ": " + problem));
            own.warnings().forEach(warning -> findings.warnings().add(part.name() + ": " + warning));
            parts.add(part.with(spec));
        }
        ReleaseSpec complete = content.release().with(parts);
        new Doubling(complete, context.nodes()).check(cluster, findings);
        return complete;
    }

    /** The spec of a shared service that stayed when the application was removed. */
    private Optional<ServiceSpec> left(Part part) {
        return cluster.swarm()
                .service(part.spec().name())
                .map(service -> LiveStack.portable(service.spec(), cluster.swarm()))
                .filter(spec -> spec.labels().containsKey(Labels.DEFINITION));
    }

    /** The spec of a shared service: the running one if it matches the file, so that it is not restarted. */
    private ServiceSpec running(Part part, Optional<ReleaseSpec> live, StackSource.Content content, Findings findings) {
        Optional<ServiceSpec> before = live.isPresent()
                ? live.flatMap(release -> release.part(part.name()))
                        .filter(there -> there.role() == Role.SHARED
                                && there.spec().name().equals(part.spec().name()))
                        .map(Part::spec)
                : left(part);
        Optional<EquivalentSpecs.Equivalent> equivalent = before.flatMap(
                there -> new EquivalentSpecs(cluster.swarm(), content.bodies()).equivalent(there, part.spec()));
        equivalent.map(EquivalentSpecs.Equivalent::assumed).stream()
                .flatMap(List::stream)
                .forEach(secret -> findings.warnings()
                        .add("keeps the secret " + secret + " of docker stack deploy: Docker does not reveal"
                                + " whether its content matches the file. If it does not, give it another name in"
                                + " the file"));
        return equivalent.map(EquivalentSpecs.Equivalent::spec).orElse(part.spec());
    }

    /** Configs and secrets of an earlier release that no longer exist: only the Swarm had their content. */
    private List<String> gone(StackSource.Content content) {
        List<String> gone = new ArrayList<>();
        ReleaseSpec.Objects objects = content.release().objects();
        gone(Swarm.Kind.CONFIG, objects.configs(), content.bodies().configs())
                .forEach(name -> gone.add("config " + name + " of the release is gone; deliver from the stack file"));
        gone(Swarm.Kind.SECRET, objects.secrets(), content.bodies().secrets())
                .forEach(name -> gone.add("secret " + name + " of the release is gone; give its content again with"
                        + " --secret, or deliver from the stack file"));
        return gone;
    }

    private Stream<String> gone(Swarm.Kind kind, List<String> names, List<Map<String, Object>> bodies) {
        List<String> without = names.stream()
                .filter(name -> bodies.stream()
                        .noneMatch(body -> Json.text(body, "Name").equals(Optional.of(name))))
                .toList();
        Set<String> there = cluster.swarm().named(kind, without).stream()
                .map(Swarm.Named::name)
                .collect(Collectors.toSet());
        return without.stream().filter(name -> !there.contains(name));
    }

    private ServiceSpec spec(StackSource.Content content, Part part, Context context, Findings findings) {
        ImageReference written = ImageReference.parse(part.spec().image());
        ImageRegistry.Found found = context.rollback()
                ? new ImageRegistry.Found(written, List.of())
                : cluster.registry().find(written);
        CandidateSpec made = part.role() == Role.SHARED
                ? CandidateSpec.shared(part.spec(), found.image(), cluster.placement())
                : colored(part, found, context);
        if (!context.rollback() && part.role() != Role.SHARED) {
            findings.problems().addAll(cluster.registry().objections(found.image()));
        }
        findings.problems().addAll(cluster.rules().problems(found.image(), made.spec(), cluster.placement()));
        if (part.role() == Role.ROUTED) {
            findings.problems()
                    .addAll(cluster.router()
                            .objections(made.spec().name(), made.spec().labels()));
        }
        List<String> networks = content.release().objects().networkNames();
        new PlanChecks(cluster, new PlanChecks.Subject(made, part.role(), networks, true), context.nodes(), findings)
                .run(Optional.empty());
        return made.spec();
    }

    private CandidateSpec colored(Part part, ImageRegistry.Found found, Context context) {
        PlacedRelease candidate = context.candidate();
        Release release = candidate.release();
        PlacedRelease placed = new PlacedRelease(
                new Release(release.number(), release.version(), found.image(), release.author(), release.at()),
                candidate.color(),
                PlacedRelease.ServiceRef.named(part.spec().name()),
                candidate.since(),
                false);
        return CandidateSpec.of(
                Platform.demanded(part.spec(), found.platforms(), context.nodes()),
                placed,
                new CandidateSpec.Edits(
                        context.ledger().application(),
                        replicas(context.ledger(), part, context.rollback()),
                        cluster.placement(),
                        Optional.empty(),
                        context.delivery()),
                part.role() == Role.ROUTED
                        ? cluster.router().labels(placed.service(), part.spec().labels())
                        : Map.of());
    }

    /** Finds routes of the stack file that the router lacks, and the reverse. */
    void routes(StackSource.Content content, Application application, TrafficRouter.Look look, Findings findings) {
        if (cluster.router().routesWithRelease()) {
            return;
        }
        List<String> unrouted = unrouted(content.release(), look);
        findings.problems().addAll(unrouted);
        List<RouteRule> known = cluster.router().rules(application);
        if (!unrouted.isEmpty() || known.isEmpty()) {
            return;
        }
        content.routes().stream()
                .filter(rule -> !known.contains(rule))
                .forEach(rule -> findings.problems()
                        .add("the router does not send requests for " + rule + "; run router up with this stack file"));
        further(content, application, findings);
    }

    /** Finds routes of the router that the stack file lacks; no delivery removes them. */
    void further(StackSource.Content content, Application application, Findings findings) {
        cluster.router().rules(application).stream()
                .filter(rule -> !content.routes().isEmpty() && !content.routes().contains(rule))
                .forEach(rule -> findings.warnings()
                        .add("the router sends requests for " + rule + ", which the stack file does not have; no"
                                + " delivery removes a route, router up with this stack file does"));
    }

    /** Services with a route that a replica of the router does not know. */
    private static List<String> unrouted(ReleaseSpec release, TrafficRouter.Look look) {
        return release.with(Role.ROUTED).stream()
                .filter(part -> look.backends().stream()
                        .filter(backend -> backend.error().isEmpty())
                        .anyMatch(backend -> backend.servers(part.spec().name()).isEmpty()))
                .map(part ->
                        "the router has no route to service " + part.name() + "; run router up with this stack file")
                .toList();
    }

    /** What is created, changed, removed or left, compared with the live release. */
    List<Plan.PartChange> changes(StackSource.Content content, ReleaseSpec planned, Ledger ledger) {
        return live(ledger)
                .map(live -> ReleaseDiff.between(ledger.application(), live, planned, content.reasons())
                        .parts())
                .orElseGet(() -> planned.parts().stream()
                        .map(part -> new Plan.PartChange(
                                part, content.reasons().getOrDefault(part.name(), ""), "created", List.of()))
                        .toList());
    }

    /** The steps before the service that users reach is created, in order, for people. */
    static List<String> steps(ReleaseSpec release, List<Node> nodes, boolean first) {
        List<String> steps = new ArrayList<>();
        if (!release.stack()) {
            return steps;
        }
        steps.add(new Doubling(release, nodes).step(first));
        ReleaseSpec.Objects objects = release.objects();
        some(steps, "provide networks ", objects.networkNames());
        some(steps, "provide configs ", objects.configs());
        some(steps, "provide secrets ", objects.secrets());
        some(steps, "create or update shared services ", names(release.with(Role.SHARED)));
        some(steps, "run jobs ", names(release.with(Role.JOB)));
        some(
                steps,
                "create services ",
                release.colored().stream()
                        .filter(part -> !part.equals(release.entry()))
                        .map(part -> part.spec().name())
                        .toList());
        return steps;
    }

    private static void some(List<String> steps, String what, List<String> names) {
        if (!names.isEmpty()) {
            steps.add(what + String.join(", ", names));
        }
    }

    private static List<String> names(List<Part> parts) {
        return parts.stream().map(Part::name).toList();
    }
}
