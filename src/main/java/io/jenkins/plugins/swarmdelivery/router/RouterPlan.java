package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What {@link RouterUp} would change. */
public final class RouterPlan {
    private final String name;
    private final Optional<Service> running;
    private final Former former;
    private final RouterSpec spec;
    private final Means means;

    RouterPlan(String name, Optional<Service> running, Former former, RouterSpec spec, Means means) {
        this.name = name;
        this.running = running;
        this.former = former;
        this.spec = spec;
        this.means = means;
    }

    /**
     * What the running router has.
     *
     * @param applications as far as known
     * @param frontend how it changes for users; one line each
     * @param unfinished whether an update was interrupted, and Docker has not finished it alone
     */
    record Former(Map<Application, RoutedApplication> applications, List<String> frontend, boolean unfinished) {}

    /** What is created first. */
    record Means(RouterObjects objects, RouterCertificates certificates) {}

    String name() {
        return name;
    }

    Optional<Service> running() {
        return running;
    }

    Means means() {
        return means;
    }

    /** Whether replicas of a running router would be replaced. */
    public boolean replacesReplicas() {
        return running.filter(service -> RouterSpec.replaces(service.spec(), on(service, spec)))
                .isPresent();
    }

    /**
     * Requires that users lose nothing that nobody has accepted: deliveries went on since this was planned, and were
     * waited for.
     *
     * @param labels of the service as it is now
     * @throws RefusedException if an application to be removed has become live, one that is to share no users does so now,
     *     or a certificate was renewed
     */
    void requireHarmless(Map<String, String> labels) {
        RenewedCertificates planned = RenewedCertificates.read(
                running.map(service -> service.spec().labels()).orElse(Map.of()));
        if (!planned.equals(RenewedCertificates.read(labels))) {
            throw new RefusedException(
                    "a certificate for users was renewed meanwhile, and replicas would get the former"
                            + " one; nothing was changed; run the command again");
        }
        OrderChecks.shares(spec.applications(), former.applications(), labels);
        Set<String> live = new TreeSet<>(RouterLabels.live(labels));
        running.ifPresent(
                before -> live.removeAll(RouterLabels.live(before.spec().labels())));
        spec.applications().forEach(routed -> live.remove(routed.application().name()));
        if (!live.isEmpty()) {
            throw new RefusedException("router up --without: " + String.join(", ", live)
                    + " has become live meanwhile, and its users would be cut off; nothing was changed");
        }
    }

    /**
     * The running service's spec with what differs. After an update that was interrupted, all replicas are replaced: nobody
     * has proven the last ones, and with the former update config Docker might take the others at once.
     */
    ServiceSpec on(Service service, RouterSpec wanted) {
        ServiceSpec changed = wanted.on(service.spec());
        return former.unfinished() && !RouterSpec.replaces(service.spec(), changed)
                ? RouterSpec.again(changed)
                : changed;
    }

    /** One line each, in the order in which they are made; empty if the router is as it should be. */
    public List<String> changes() {
        List<String> changes = new ArrayList<>();
        means.certificates().written().forEach(path -> changes.add("write " + path));
        List<String> ofService = running.map(service -> differences(service.spec(), on(service, spec)))
                .orElseGet(() -> List.of("create service " + name + ", one replica of "
                        + spec.image().orElseThrow() + " on every node"
                        + (spec.place().constraints().isEmpty()
                                ? ""
                                : " with " + String.join(", ", spec.place().constraints()))
                        + ", for " + names(spec.applications())));
        if (!ofService.isEmpty()) {
            means.objects().missing().forEach(object -> changes.add("create " + object));
        }
        changes.addAll(ofService);
        if (running.isEmpty()) {
            changes.addAll(former.frontend());
        }
        return changes;
    }

    private List<String> differences(ServiceSpec now, ServiceSpec wanted) {
        List<String> lines = new ArrayList<>();
        if (Json.canonical(now.tree()).equals(Json.canonical(wanted.tree()))) {
            return lines;
        }
        List<RoutedApplication> added = spec.applications().stream()
                .filter(routed -> !former.applications().containsKey(routed.application()))
                .toList();
        List<RoutedApplication> changed = spec.applications().stream()
                .filter(routed -> former.applications().containsKey(routed.application())
                        && !former.applications().get(routed.application()).equals(routed))
                .toList();
        Map<Application, RoutedApplication> removed = new LinkedHashMap<>(former.applications());
        spec.applications().forEach(routed -> removed.remove(routed.application()));
        say(lines, "route", added);
        say(lines, "change the routes of", changed);
        say(lines, "stop routing", List.copyOf(removed.values()));
        lines.addAll(former.frontend());
        lines.addAll(new RouterDifferences(now, wanted, spec.place().network()).lines());
        if (lines.isEmpty()) {
            lines.add("bring service " + name + " to what this version of the command creates");
        }
        if (RouterSpec.replaces(now, wanted)) {
            lines.add("replace the replicas of service " + name + ", one node at a time");
        }
        return lines;
    }

    private static void say(List<String> lines, String what, List<RoutedApplication> applications) {
        if (!applications.isEmpty()) {
            lines.add(what + " " + names(applications));
        }
    }

    private static String names(List<RoutedApplication> applications) {
        return applications.stream()
                .map(routed -> String.join(" and ", RoutedText.write(routed)))
                .collect(Collectors.joining("; "));
    }

    /** The spec with the ids of what has been created. */
    RouterSpec withIds() {
        RouterSpec.References names = spec.references();
        return new RouterSpec(
                spec.applications(),
                spec.image(),
                new RouterSpec.Place(
                        spec.place().network().map(network -> means.objects().created(Kind.NETWORK, network)),
                        spec.place().constraints()),
                spec.ports(),
                new RouterSpec.References(
                        means.objects().created(Kind.CONFIG, names.cfg()),
                        means.objects().created(Kind.CONFIG, names.map()),
                        names.certificate().map(secret -> means.objects().created(Kind.SECRET, secret)),
                        names.authority().map(secret -> means.objects().created(Kind.SECRET, secret)),
                        names.users()));
    }
}
