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

/** Decides what becomes of the services of a stack beside the one that users reach first. */
final class StackPlanner {
    /** For a plan of an application that is new: the names of its secrets will be others. */
    private static final byte[] NO_KEY = {0};

    private final Cluster cluster;

    StackPlanner(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * For whom a plan is made.
     *
     * @param delivery the id that the labels would carry
     * @param rollback to a release that was live: no registry is asked
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

    /** With the number of tasks that the file wants on each service, where it is not there from an earlier release. */
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
     * As many tasks as somebody has scaled the live service to; empty: as the stack file says. A rollback does not take
     * over that there are none.
     */
    Optional<Long> replicas(Ledger ledger, Part part, boolean rollback) {
        return ledger.active().stream()
                .flatMap(placed -> placed.services().stream())
                .filter(ref -> ref.part().equals(part.name()) && !part.atSwitch())
                .flatMap(ref -> cluster.swarm().service(ref.id()).stream())
                .filter(service -> service.spec().labels().containsKey(Labels.REPLICAS))
                .flatMap(service -> Planner.replicas(service)
                        .filter(now ->
                                !now.toString().equals(service.spec().labels().get(Labels.REPLICAS)))
                        .stream())
                .filter(now -> !rollback || now > 0)
                .findFirst();
    }

    /** Services, jobs among them, that this release would create, and that nobody of ours has created. */
    List<String> foreign(ReleaseSpec release, Ledger ledger) {
        Optional<ReleaseSpec> live = live(ledger);
        return release.parts().stream()
                .filter(part -> !part.role().ofColor())
                .flatMap(part -> cluster.swarm().service(part.spec().name()).stream())
                .filter(there -> !LiveStack.shares(live, there.name()))
                .flatMap(there -> Planner.foreign(there, ledger.application()).stream())
                .toList();
    }

    /** Shared services and jobs whose names belong to services that come and go with a release that runs. */
    List<String> otherwisePlaced(ReleaseSpec release, Ledger ledger) {
        Set<String> names = new HashSet<>();
        ledger.placed().stream().filter(PlacedRelease::stack).forEach(placed -> {
            placed.services().forEach(ref -> names.add(ref.name()));
            // The jobs of an adopted release have names without a color, and go with it.
            if (placed.adopted()) {
                cluster.ledgers()
                        .kept(ledger.application(), placed.release().number())
                        .ifPresent(kept -> kept.with(Role.JOB)
                                .forEach(job -> names.add(job.spec().name())));
            }
        });
        return release.with(Role.SHARED).stream()
                .filter(part -> names.contains(part.spec().name()))
                .map(part -> "service " + part.spec().name() + " is not shared in the release that runs, and is removed"
                        + " with it; keep its role, with the label swarm-delivery.role, or give the shared service of"
                        + " the stack file another name")
                .toList();
    }

    private Optional<ReleaseSpec> live(Ledger ledger) {
        return ledger.active()
                .flatMap(placed -> cluster.ledgers()
                        .kept(ledger.application(), placed.release().number()));
    }

    /** What {@code docker stack deploy} has done since. */
    List<String> deployedAgain(Ledger ledger) {
        return LiveStack.deployedAgain(cluster.swarm(), ledger, live(ledger));
    }

    private static Optional<Part> same(ReleaseSpec release, Part part) {
        return release.parts().stream()
                .filter(other -> other.name().equals(part.name()))
                .findFirst();
    }

    /** The release with all that is decided; what stands against it is added to the findings, by the services' names. */
    ReleaseSpec whole(StackSource.Content content, ServiceSpec entry, Context context, Findings findings) {
        findings.warnings().addAll(content.notes());
        findings.problems().addAll(gone(content));
        String first = content.release().entry().name();
        List<Part> parts = new ArrayList<>();
        Optional<ReleaseSpec> live = live(context.ledger());
        References.preload(content.release(), cluster.swarm());
        for (Part part : content.release().parts()) {
            Findings own = Findings.none();
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
        return content.release().with(parts);
    }

    /** One that stayed when the application was removed. */
    private Optional<ServiceSpec> left(Part part) {
        return cluster.swarm()
                .service(part.spec().name())
                .map(service -> LiveStack.portable(service.spec(), cluster.swarm()))
                .filter(spec -> spec.labels().containsKey(Labels.DEFINITION));
    }

    /** A shared service that is what the file says, though it was written otherwise, stays as it is. */
    private ServiceSpec running(Part part, Optional<ReleaseSpec> live, StackSource.Content content, Findings findings) {
        Optional<ServiceSpec> before = live.isPresent()
                ? live.flatMap(release -> same(release, part))
                        .filter(there -> there.role() == Role.SHARED
                                && there.spec().name().equals(part.spec().name()))
                        .map(Part::spec)
                : left(part);
        Optional<AlikeSpecs.Alike> alike =
                before.flatMap(there -> new AlikeSpecs(cluster.swarm(), content.bodies()).alike(there, part.spec()));
        alike.map(AlikeSpecs.Alike::assumed).stream()
                .flatMap(List::stream)
                .forEach(secret -> findings.warnings()
                        .add("keeps the secret " + secret + " of docker stack deploy, because Docker does not tell"
                                + " whether its content is that of the file; if it is not, give it another name in the"
                                + " file"));
        return alike.map(AlikeSpecs.Alike::spec).orElse(part.spec());
    }

    /** Configs and secrets that are there from an earlier release, or should be: only the Swarm has their content. */
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

    /** Where the router sends users' requests other than the stack file says. */
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
        known.stream()
                .filter(rule -> !content.routes().isEmpty() && !content.routes().contains(rule))
                .forEach(rule -> findings.warnings()
                        .add("the router sends requests for " + rule + ", which the stack file does not say"));
    }

    /** Services with a route that the router's replicas do not know of. */
    private static List<String> unrouted(ReleaseSpec release, TrafficRouter.Look look) {
        return release.with(Role.ROUTED).stream()
                .filter(part -> look.backends().stream()
                        .filter(backend -> backend.error().isEmpty())
                        .anyMatch(backend -> backend.servers(part.spec().name()).isEmpty()))
                .map(part ->
                        "the router has no route to service " + part.name() + "; run router up with this stack file")
                .toList();
    }

    /** What is created, changed, removed or left as it is, compared with the live release. */
    List<Plan.PartChange> changes(StackSource.Content content, ReleaseSpec whole, Ledger ledger) {
        return ledger.active()
                .flatMap(placed -> cluster.ledgers()
                        .kept(ledger.application(), placed.release().number()))
                .map(live -> ReleaseDiff.between(ledger.application(), live, whole, content.reasons())
                        .parts())
                .orElseGet(() -> whole.parts().stream()
                        .map(part -> new Plan.PartChange(
                                part, content.reasons().getOrDefault(part.name(), ""), "created", List.of()))
                        .toList());
    }

    /** What is done before users' service is created, in order, for a person. */
    static List<String> steps(ReleaseSpec release) {
        List<String> steps = new ArrayList<>();
        if (!release.stack()) {
            return steps;
        }
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
