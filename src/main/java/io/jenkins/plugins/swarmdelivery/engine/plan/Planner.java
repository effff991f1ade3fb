package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Coloring;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.Platform;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans what a delivery would do, and finds the reasons to refuse it. Changes nothing. */
public final class Planner {
    private final Cluster cluster;
    private final StackPlanner stacks;

    public Planner(Cluster cluster) {
        this.cluster = cluster;
        this.stacks = new StackPlanner(cluster);
    }

    /**
     * @param ledger as read; empty if the application is new here
     * @param delivery the ID for the candidate's label
     * @throws RefusedException if too little is known for a plan; says what is missing
     */
    public Plan plan(Order.Deploy order, Ledger ledger, Author author, String delivery, Instant now) {
        return plan(order, ledger, author, delivery, now, false);
    }

    /**
     * The same for a rollback to a kept release: it was live, so the registry is not asked for its image, and problems
     * become warnings. It gets as many tasks as the live release, or else as it had, and no more than the router has
     * slots for.
     */
    public Plan rollback(Order.Deploy order, Ledger ledger, Author author, String delivery, Instant now) {
        return plan(order, ledger, author, delivery, now, true);
    }

    private Plan plan(
            Order.Deploy order, Ledger ledger, Author author, String delivery, Instant now, boolean rollback) {
        return new Planner(ClusterSnapshot.of(cluster)).made(order, ledger, author, delivery, now, rollback);
    }

    private Plan made(
            Order.Deploy order, Ledger ledger, Author author, String delivery, Instant now, boolean rollback) {
        Findings findings = Findings.empty();
        List<String> problems = findings.problems();
        List<String> warnings = findings.warnings();
        refuseFloating(order);
        Optional<PlacedRelease> active = ledger.active();
        Color color = free(ledger);
        Optional<StackSource.Content> stack =
                order.stack().map(source -> content(order, source.content(stacks.target(order.application(), color))));
        Optional<Service> live = active.flatMap(placed -> cluster.swarm().service(placed.serviceId()));
        ServiceSpec base = stack.map(content -> content.release().service()).orElseGet(() -> base(order, active, live));
        ImageRegistry.Found found = rollback
                ? new ImageRegistry.Found(order.image(), List.of())
                : cluster.registry().find(order.image());
        ImageReference image = found.image();
        Release release = release(ledger, image, author, now);
        PlacedRelease candidate = new PlacedRelease(
                release,
                color,
                stack.map(content -> content.release().refs())
                        .orElse(List.of(PlacedRelease.ServiceRef.named(
                                order.application().serviceName(color)))),
                now,
                false);
        List<Node> nodes = cluster.swarm().nodes();
        TrafficRouter.Look look = cluster.router().look(order.application(), candidate.color());
        Optional<Long> replicas = stack.isPresent()
                ? stacks.replicas(ledger, stack.get().release().entry(), rollback)
                : order.replicas().or(() -> live.flatMap(Planner::replicas));
        if (rollback) {
            replicas = replicas.filter(number -> number > 0)
                    .or(() -> Planner.replicas(base))
                    .map(number -> Math.min(number, look.slots(candidate.service())));
        }
        References references = order.spec()
                .map(given -> References.found(given, cluster.swarm()))
                .orElse(new References(base, List.of()));
        CandidateSpec made = CandidateSpec.of(
                Platform.demanded(references.spec(), found.platforms(), nodes),
                candidate,
                new CandidateSpec.Edits(
                        order.application(),
                        replicas,
                        cluster.placement(),
                        stack.isPresent() ? Optional.empty() : FormerService.name(active, live),
                        delivery),
                cluster.router().labels(candidate.service(), base.labels()));

        look.view()
                .pause()
                .durable()
                .ifPresent(pause -> warnings.add(order.application() + " is paused " + pause.describe()
                        + "; it stays paused, and tests after the switch need the header X-Swarm-Color: any to get"
                        + " through; see router unpause"));
        if (stack.isPresent()) {
            DriftReport.of(cluster, ledger).forEach(drifted -> warnings.add(DriftReport.brief(drifted)));
        } else {
            active.ifPresent(placed -> Drift.change(placed, live)
                    .ifPresent(
                            change -> problems.add(change + "; " + Drift.remedy(order.application(), placed, live))));
            FormerService.returned(cluster.swarm(), live).ifPresent(warnings::add);
        }
        if (!rollback) {
            problems.addAll(cluster.registry().objections(image));
        }
        problems.addAll(routerProblems(look, active));
        problems.addAll(
                cluster.router().objections(candidate.service(), made.spec().labels()));
        stack.ifPresent(content -> stacks.routes(content, order.application(), look, findings));
        reach(order, findings);
        List<String> networks =
                stack.map(content -> content.release().objects().networkNames()).orElse(List.of());
        PlanChecks checks = new PlanChecks(
                cluster, new PlanChecks.Subject(made, Role.ROUTED, networks, order.dropPorts()), nodes, findings);
        checks.run(live.filter(service -> stack.isEmpty())
                .map(service -> new Neighbors(order.application(), service, cluster.router())));
        order.spec().map(SpecFields::of).ifPresent(fields -> {
            problems.addAll(fields.problems());
            warnings.addAll(fields.warnings());
        });
        problems.addAll(references.problems());
        problems.addAll(cluster.rules().problems(image, made.spec(), cluster.placement()));
        ReleaseSpec releaseSpec = stack.map(content -> stacks.complete(
                        content,
                        made.spec(),
                        new StackPlanner.Context(candidate, ledger, delivery, nodes, rollback),
                        findings))
                .orElseGet(() -> ReleaseSpec.of(made.spec()));
        cluster.ledgers().objection(releaseSpec).ifPresent(problems::add);
        problems.addAll(RouterSlots.problems(look, order.application(), releaseSpec, nodes));
        if (rollback) {
            warnings.addAll(problems);
            problems.clear();
        } else {
            active.filter(placed -> stack.isEmpty() && placed.release().image().equals(image))
                    .ifPresent(placed -> warnings.add("the same image is already live, as " + placed));
        }
        problems.addAll(nameProblems(ledger, candidate));
        problems.addAll(stacks.foreign(releaseSpec, ledger));
        problems.addAll(stacks.nameConflicts(releaseSpec, ledger));
        warnings.addAll(stacks.deployedAgain(ledger));
        return new Plan(
                order.application(),
                active,
                new Plan.Made(
                        candidate,
                        releaseSpec,
                        SpecDiff.between(CandidateSpec.withoutRouting(base), CandidateSpec.withoutRouting(made.spec())),
                        stack.map(content -> stacks.changes(content, releaseSpec, ledger))
                                .orElse(List.of()),
                        stack.map(StackSource.Content::bodies).orElse(StackSource.Bodies.NONE)),
                steps(order.options(), ledger, candidate, nodes, releaseSpec),
                findings.copy());
    }

    /** What the specs of a stack are made for, in the free color. */
    public StackSource.Target target(Ledger ledger) {
        return stacks.target(ledger.application(), free(ledger));
    }

    private static Color free(Ledger ledger) {
        return ledger.active().map(placed -> placed.color().other()).orElse(Color.BLUE);
    }

    /** @throws RefusedException if the image may not be released */
    public void requireImage(Order.Deploy order) {
        refuseFloating(order);
        List<String> objections =
                cluster.registry().objections(cluster.registry().resolve(order.image()));
        if (!objections.isEmpty()) {
            throw new RefusedException(String.join("\n", objections));
        }
    }

    private static StackSource.Content content(Order.Deploy order, StackSource.Content content) {
        for (Part part : content.release().parts()) {
            ImageReference image = ImageReference.parse(part.spec().image());
            if (image.floating() && !order.allowLatest()) {
                throw new RefusedException(
                        "image of service " + part.name(), image, "name a fixed version, or allow latest");
            }
        }
        return StackPlanner.noted(content);
    }

    private static void refuseFloating(Order.Deploy order) {
        if (order.image().floating() && !order.allowLatest()) {
            throw new RefusedException(
                    "image",
                    order.image(),
                    "name a fixed version, e.g. " + order.image().repository() + ":1.0, or allow latest");
        }
    }

    private static ServiceSpec base(Order.Deploy order, Optional<PlacedRelease> active, Optional<Service> live) {
        if (order.spec().isPresent()) {
            return order.spec().get();
        }
        if (active.isEmpty()) {
            throw new RefusedException(order.application()
                    + " has no release here yet; give the service's spec with --spec FILE.json, or adopt a running"
                    + " service");
        }
        return live.map(Service::spec)
                .orElseThrow(() -> new RefusedException(Drift.change(active.get(), live)
                                .orElseThrow() + "; " + Drift.remedy(order.application(), active.get(), live)));
    }

    private Release release(Ledger ledger, ImageReference image, Author author, Instant now) {
        String version = image.tag()
                .or(() -> image.digest().map(digest -> digest.substring(7, 19)))
                .orElse("untagged");
        return new Release(new KeptReleases(cluster.ledgers()).next(ledger), version, image, author, now);
    }

    /** Why deliveries of the application must not change a shared service or a job; empty: they may. */
    public static Optional<String> foreign(Service there, Application application) {
        return application.name().equals(there.spec().labels().get(Labels.APPLICATION))
                ? Optional.empty()
                : Optional.of("service " + there.name() + " exists, but no delivery of " + application + " created it; "
                        + (application.name().equals(there.spec().labels().get(Coloring.STACK))
                                ? "adopt the stack that docker stack deploy runs: adopt CLUSTER " + application
                                        + " --stack " + application
                                : "remove it, or give the service of the stack file another name"));
    }

    public static Optional<Long> replicas(Service service) {
        return replicas(service.spec());
    }

    /** How many tasks a spec asks for; empty if its mode is not replicated. */
    public static Optional<Long> replicas(ServiceSpec spec) {
        return spec.mode() instanceof ServiceSpec.Mode.Replicated replicated
                ? Optional.of(replicated.replicas())
                : Optional.empty();
    }

    /** A delivery requires that ledger and router agree. */
    private List<String> routerProblems(TrafficRouter.Look look, Optional<PlacedRelease> active) {
        TrafficRouter.View view = look.view();
        boolean learns = cluster.router().routesWithRelease();
        Optional<TrafficRouter.Target> expected = active.map(PlacedRelease::target);
        if (view.provesActive(expected)) {
            return look.backends().stream()
                    .filter(backend -> !backend.error().isEmpty())
                    .map(backend -> "router replica " + backend.replica() + " does not report the candidate's color: "
                            + backend.error()
                            + (learns
                                    ? "; check the router: swarm-delivery check"
                                    : "; run router up with this application"))
                    .toList();
        }
        if (view.mayServe(expected)) {
            return List.of("not every replica of the router reports what it serves: " + view.silent()
                    + "; try again once it does");
        }
        return List.of("ledger and router disagree: the ledger says "
                + expected.map(TrafficRouter.Target::toString).orElse("nothing is live") + "; " + view.describe()
                + (learns
                        ? ". Every replica follows the labels of the routes by itself: restore them to what the ledger says,"
                                + " or see in its log why a replica does not"
                        : ". If the ledger is right, restore the router's labels, then restart the replicas that differ:"
                                + " they read their routes from the labels; if the router is right, adopt the service that"
                                + " it serves"));
    }

    /** Probe and tests prove something only if the router's address leads to this application. */
    private void reach(Order.Deploy order, Findings findings) {
        Addresses addresses = cluster.router().addresses(order.application());
        Optional<String> objection = order.options().objection(order.application(), addresses);
        objection.ifPresent(findings.problems()::add);
        if (objection.isEmpty() && !addresses.remedy().isEmpty()) {
            findings.warnings().add(addresses.doubt(order.application()));
        }
    }

    private List<String> nameProblems(Ledger ledger, PlacedRelease candidate) {
        Set<String> ours = ledger.placed().stream()
                .flatMap(placed -> placed.services().stream())
                .map(PlacedRelease.ServiceRef::name)
                .collect(Collectors.toSet());
        return candidate.services().stream()
                .map(PlacedRelease.ServiceRef::name)
                .filter(name ->
                        !ours.contains(name) && cluster.swarm().service(name).isPresent())
                .map(name -> "service " + name + " exists, but the ledger does not know it; adopt it, or remove it")
                .toList();
    }

    private static List<String> steps(
            DeliveryOptions options, Ledger ledger, PlacedRelease candidate, List<Node> nodes, ReleaseSpec release) {
        List<String> steps = new ArrayList<>();
        ServiceSpec spec = release.service();
        int eligible = Placement.eligible(spec, nodes).size();
        if (options.prePull()) {
            steps.add("pull " + spec.image() + " on " + eligible + " nodes");
        }
        ledger.standby()
                .ifPresent(standby -> steps.add("give up the standby " + standby
                        + ", because the candidate needs its color; after that, a rollback to it starts it again"));
        ledger.left().ifPresent(left -> steps.add("remove " + left));
        steps.addAll(StackPlanner.steps(release, nodes, ledger.active().isEmpty()));
        steps.add("create service " + candidate.service() + " with " + Convergence.wanted(spec, nodes) + " tasks on "
                + eligible + " eligible nodes, image " + spec.image());
        steps.add("wait up to " + Durations.text(options.convergeTimeout()) + " until all are healthy");
        steps.add("serve it on the router's preview");
        steps.add("switch the router from "
                + ledger.active().map(PlacedRelease::toString).orElse("no route") + " to " + candidate);
        ledger.active()
                .ifPresent(old -> steps.add(
                        options.keepStandby().isZero()
                                ? "drain, stop and remove " + old
                                : "keep " + old + " as standby for " + Durations.text(options.keepStandby())));
        return steps;
    }
}
