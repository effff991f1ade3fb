package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Platform;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what a deploy would do, and what stands against it; reads much, touches nothing. */
public final class Planner {
    private final Cluster cluster;

    public Planner(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * @param ledger as read; an empty one where the application is new here
     * @param delivery the id that the candidate's label would carry
     * @throws RefusedException if so little is known that not even a plan can be made; each says what is missing
     */
    public Plan plan(Order.Deploy order, Ledger ledger, Author author, String delivery, Instant now) {
        return plan(order, ledger, author, delivery, now, false);
    }

    /**
     * The same for a kept release: it was live, so that nobody is asked for its image, and whatever stands against it is
     * a warning. It has as many tasks as the live release, else as it had, and no more than the router has places for.
     */
    public Plan rollback(Order.Deploy order, Ledger ledger, Author author, String delivery, Instant now) {
        return plan(order, ledger, author, delivery, now, true);
    }

    private Plan plan(
            Order.Deploy order, Ledger ledger, Author author, String delivery, Instant now, boolean rollback) {
        Findings findings = Findings.none();
        List<String> problems = findings.problems();
        List<String> warnings = findings.warnings();
        refuseFloating(order);
        Optional<PlacedRelease> active = ledger.active();
        Optional<Service> live = active.flatMap(placed -> cluster.swarm().service(placed.serviceId()));
        ServiceSpec base = base(order, active, live);
        ImageRegistry.Found found = rollback
                ? new ImageRegistry.Found(order.image(), List.of())
                : cluster.registry().find(order.image());
        ImageReference image = found.image();
        PlacedRelease candidate = candidate(order, ledger, image, author, now);
        List<Node> nodes = cluster.swarm().nodes();
        TrafficRouter.Look look = cluster.router().look(order.application(), candidate.color());
        Optional<Long> replicas = order.replicas().or(() -> live.flatMap(Planner::replicas));
        if (rollback) {
            replicas = replicas.filter(number -> number > 0)
                    .or(() -> Planner.replicas(base))
                    .map(number -> Math.min(number, look.slots()));
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
                        FormerService.name(active, live),
                        delivery));

        active.ifPresent(placed -> Drift.change(placed, live)
                .ifPresent(change -> problems.add(change + "; " + Drift.remedy(order.application(), placed, live))));
        if (!rollback) {
            problems.addAll(cluster.registry().objections(image));
        }
        problems.addAll(routerProblems(look, active));
        reach(order, findings);
        PlanChecks checks = new PlanChecks(cluster, made, nodes, order.dropPorts(), findings);
        checks.run(live.map(service -> new Neighbors(order.application(), service, cluster.router())));
        FormerService.returned(cluster.swarm(), live).ifPresent(warnings::add);
        order.spec().map(SpecFields::of).ifPresent(fields -> {
            problems.addAll(fields.problems());
            warnings.addAll(fields.warnings());
        });
        problems.addAll(references.problems());
        problems.addAll(cluster.rules().problems(image, made.spec(), cluster.placement()));
        cluster.ledgers().objection(made.spec()).ifPresent(problems::add);
        RouterSlots.problem(look, order.application(), Convergence.wanted(made.spec(), nodes))
                .ifPresent(problems::add);
        if (rollback) {
            warnings.addAll(problems);
            problems.clear();
        } else {
            active.filter(placed -> placed.release().image().equals(image))
                    .ifPresent(placed -> warnings.add("the same image serves already, as " + placed));
        }
        problems.addAll(nameProblems(ledger, candidate));
        return new Plan(
                order.application(),
                active,
                new Plan.Made(candidate, made.spec(), SpecDiff.between(base, made.spec())),
                steps(order.options(), ledger, candidate, nodes, made.spec()),
                findings.copy());
    }

    /** @throws RefusedException if the image is not there, or may not be released */
    public void requireImage(Order.Deploy order) {
        refuseFloating(order);
        List<String> objections =
                cluster.registry().objections(cluster.registry().resolve(order.image()));
        if (!objections.isEmpty()) {
            throw new RefusedException(String.join("\n", objections));
        }
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
                    + " has no release here yet; give the service's spec with --spec FILE.json, or adopt a service that"
                    + " runs already");
        }
        return live.map(Service::spec)
                .orElseThrow(() -> new RefusedException(Drift.change(active.get(), live)
                                .orElseThrow() + "; " + Drift.remedy(order.application(), active.get(), live)));
    }

    private PlacedRelease candidate(
            Order.Deploy order, Ledger ledger, ImageReference image, Author author, Instant now) {
        String version = image.tag()
                .or(() -> image.digest().map(digest -> digest.substring(7, 19)))
                .orElse("untagged");
        Release release = new Release(new KeptReleases(cluster.ledgers()).next(ledger), version, image, author, now);
        Color color = ledger.active().map(placed -> placed.color().other()).orElse(Color.BLUE);
        return new PlacedRelease(
                release,
                color,
                PlacedRelease.ServiceRef.named(order.application().serviceName(color)),
                now,
                false);
    }

    static Optional<Long> replicas(Service service) {
        return replicas(service.spec());
    }

    /** How many tasks a spec asks for; empty for one of another mode than replicated. */
    public static Optional<Long> replicas(ServiceSpec spec) {
        return spec.mode() instanceof ServiceSpec.Mode.Replicated replicated
                ? Optional.of(replicated.replicas())
                : Optional.empty();
    }

    /** The ledger and the router must agree before anything is built upon them. */
    private static List<String> routerProblems(TrafficRouter.Look look, Optional<PlacedRelease> active) {
        TrafficRouter.View view = look.view();
        Optional<TrafficRouter.Target> expected = active.map(PlacedRelease::target);
        if (view.provesActive(expected)) {
            return look.backends().stream()
                    .filter(backend -> !backend.error().isEmpty())
                    .map(backend -> "router replica " + backend.replica() + " does not report the candidate's color: "
                            + backend.error() + "; run router init and its deploy.sh again")
                    .toList();
        }
        if (view.mayServe(expected)) {
            return List.of("not every replica of the router reports what it serves: " + view.silent()
                    + "; try again once it does");
        }
        return List.of("ledger and router disagree: the ledger says "
                + expected.map(TrafficRouter.Target::toString).orElse("nothing is live") + "; " + view.describe()
                + ". If the ledger is right, put the router's labels back, then restart the replicas that differ: they"
                + " read their routes from the labels; if the router is right, adopt the service that it serves");
    }

    /** What is asked through the router must be answered by this application, or it proves nothing. */
    private void reach(Order.Deploy order, Findings findings) {
        Addresses addresses = cluster.router().addresses(order.application());
        Optional<String> objection = order.options().objection(order.application(), addresses);
        objection.ifPresent(findings.problems()::add);
        if (objection.isEmpty() && !addresses.remedy().isEmpty()) {
            findings.warnings().add(addresses.doubt(order.application()));
        }
    }

    private List<String> nameProblems(Ledger ledger, PlacedRelease candidate) {
        boolean ours =
                ledger.placed().stream().anyMatch(placed -> placed.service().equals(candidate.service()));
        return ours || cluster.swarm().service(candidate.service()).isEmpty()
                ? List.of()
                : List.of("service " + candidate.service() + " exists, but the ledger does not know it; "
                        + "adopt it, or remove it");
    }

    private static List<String> steps(
            DeliveryOptions options, Ledger ledger, PlacedRelease candidate, List<Node> nodes, ServiceSpec spec) {
        List<String> steps = new ArrayList<>();
        int eligible = Placement.eligible(spec, nodes).size();
        if (options.prePull()) {
            steps.add("pull " + spec.image() + " on " + eligible + " nodes");
        }
        ledger.standby()
                .ifPresent(standby -> steps.add("give up the standby " + standby
                        + ", because the candidate needs its color; from then on a rollback to it starts it again"));
        ledger.left().ifPresent(left -> steps.add("remove " + left));
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
