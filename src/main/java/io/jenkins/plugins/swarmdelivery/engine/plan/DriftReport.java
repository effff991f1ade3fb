package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The drift of an application: of the services of the active and the standby release, of shared services, and of the
 * objects that they use.
 */
public final class DriftReport {
    /**
     * @param subject e.g. {@code service shop-web-blue}
     * @param what a sentence that names the subject
     * @param changes field by field, if that is known
     * @param remedy for people
     * @param delivery what the next delivery of a stack file does about it; empty: nothing that a plan needs to mention
     */
    public record Drifted(String subject, String what, List<SpecDiff.Change> changes, String remedy, String delivery) {
        Drifted(String subject, String what, List<SpecDiff.Change> changes, String remedy) {
            this(subject, what, changes, remedy, "");
        }
    }

    private static final String STANDBY_REMEDY =
            "a rollback uses it as it is, or starts it again from its kept spec; retire it if it is not needed";

    private final Swarm swarm;
    private final SpecDrift specs;
    private final Ledger ledger;
    private final Function<PlacedRelease, Optional<ReleaseSpec>> kept;
    private final List<Drifted> found = new ArrayList<>();

    private DriftReport(Cluster cluster, Ledger ledger) {
        this.swarm = cluster.swarm();
        this.specs = new SpecDrift(swarm);
        this.ledger = ledger;
        this.kept = placed ->
                cluster.ledgers().kept(ledger.application(), placed.release().number());
    }

    /** Empty if nothing has drifted. */
    public static List<Drifted> of(Cluster cluster, Ledger ledger) {
        DriftReport report = new DriftReport(cluster, ledger);
        ledger.active().ifPresent(placed -> report.services(placed, true));
        // While a delivery removes the standby, the ledger still lists it until its tasks have stopped.
        ledger.standby()
                .filter(standby -> ledger.delivery()
                        .filter(delivery -> !delivery.phase().resting())
                        .isEmpty())
                .ifPresent(standby -> report.services(standby, false));
        report.defining().flatMap(report.kept).ifPresent(report::shared);
        return List.copyOf(report.found);
    }

    /** The same, and what {@code docker stack deploy} has started or changed since the last delivery. */
    public static List<Drifted> withStackDeploys(Cluster live, Ledger ledger) {
        Cluster cluster = ClusterSnapshot.of(live);
        DriftReport report = new DriftReport(cluster, ledger);
        report.found.addAll(of(cluster, ledger));
        LiveStack.deployedAgain(cluster.swarm(), ledger, ledger.active().flatMap(report.kept))
                .forEach(what -> report.found.add(new Drifted("stack " + ledger.application(), what, List.of(), "")));
        return List.copyOf(report.found);
    }

    /**
     * The release whose shared services run now: a candidate's run before the switch. Empty while a delivery is
     * changing them.
     */
    private Optional<PlacedRelease> defining() {
        return ledger.delivery().isEmpty()
                ? ledger.active()
                : ledger.delivery()
                        .filter(delivery -> delivery.phase().resting())
                        .filter(delivery -> !delivery.phase().terminal())
                        .map(Delivery::to);
    }

    private void services(PlacedRelease placed, boolean active) {
        ReleaseServices services = ReleaseServices.of(swarm, placed);
        Optional<ReleaseSpec> release = kept.apply(placed);
        for (int i = 0; i < placed.services().size(); i++) {
            PlacedRelease.ServiceRef ref = placed.services().get(i);
            Optional<Service> there = services.found().get(i).or(() -> swarm.service(ref.name()));
            Optional<ServiceSpec> spec = release.flatMap(kept -> kept.part(ref.part()))
                    .map(part -> part.spec().withName(ref.name()));
            Optional<String> what = Drift.change(placed, ref, there);
            List<SpecDiff.Change> changes = there.map(service -> what.isPresent()
                            ? specs.changes(service, ref.fingerprint(), spec)
                            : spec.map(kept -> specs.outsideTasks(kept, service.spec()))
                                    .orElse(List.of()))
                    .orElse(List.of());
            if (what.isPresent() || !changes.isEmpty()) {
                String subject = "service " + ref.name();
                found.add(new Drifted(
                        subject,
                        what.orElse(subject + " has drifted: its spec differs from what was released"),
                        changes,
                        active ? remedy(placed, there) : STANDBY_REMEDY,
                        active ? "the new release is made from the stack file alone" : ""));
            }
        }
        if (active) {
            Optional<Service> live = services.found().get(0);
            String former =
                    "service " + FormerService.name(Optional.empty(), live).orElse("");
            FormerService.returned(swarm, live).ifPresent(what -> found.add(new Drifted(former, what, List.of(), "")));
        }
        release.ifPresent(kept -> objects(placed, kept.objects()));
    }

    private String remedy(PlacedRelease placed, Optional<Service> there) {
        return placed.stack() && there.isPresent()
                ? "docker service rollback " + there.get().name() + ", or deliver again"
                : Drift.remedy(ledger.application(), placed, there);
    }

    private void shared(ReleaseSpec release) {
        for (Part part : release.with(Role.SHARED)) {
            String name = part.spec().name();
            String subject = "shared service " + name;
            Optional<Service> there = swarm.service(name);
            if (there.isEmpty()) {
                found.add(new Drifted(
                        subject, subject + " no longer exists", List.of(), "deliver again, which creates it"));
                continue;
            }
            List<SpecDiff.Change> changes =
                    specs.changes(part.spec(), there.get().spec());
            if (!changes.isEmpty()) {
                found.add(new Drifted(
                        subject,
                        subject + " has drifted: its spec differs from what was released",
                        changes,
                        "docker service rollback " + name + ", or write the change into the stack file and deliver",
                        "it stays as it is unless its definition in the stack file changes"));
            }
        }
    }

    private void objects(PlacedRelease placed, ReleaseSpec.Objects objects) {
        // An adopted release needs the network of its color only if it is started again.
        if (!placed.adopted()) {
            missing(
                    placed,
                    Swarm.Kind.NETWORK,
                    objects.networkNames(),
                    name -> swarm.network(name).isPresent());
        }
        contents(placed, Swarm.Kind.CONFIG, objects.configs());
        contents(placed, Swarm.Kind.SECRET, objects.secrets());
    }

    private void contents(PlacedRelease placed, Swarm.Kind kind, List<String> names) {
        Set<String> there =
                swarm.named(kind, names).stream().map(Swarm.Named::name).collect(Collectors.toSet());
        missing(placed, kind, names, there::contains);
    }

    private void missing(PlacedRelease placed, Swarm.Kind kind, List<String> names, Predicate<String> there) {
        for (String name : names) {
            if (!there.test(name)) {
                String subject = kind.word() + " " + name;
                found.add(new Drifted(
                        subject,
                        subject + " of " + placed + " no longer exists: its tasks cannot be started again",
                        List.of(),
                        "deliver again, which creates it"));
            }
        }
    }

    /** One line for a plan, without values: they may be confidential. */
    static String brief(Drifted drifted) {
        List<String> fields =
                drifted.changes().stream().map(SpecDiff.Change::path).toList();
        return drifted.what()
                + (fields.isEmpty() ? "" : " (" + String.join(", ", fields) + ")")
                + (drifted.delivery().isEmpty() ? "" : "; " + drifted.delivery());
    }
}
