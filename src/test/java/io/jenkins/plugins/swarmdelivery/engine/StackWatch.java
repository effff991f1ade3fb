package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks on while stacks are delivered: what users reach is of one release and has tasks, a worker that starts at the switch
 * runs in one color, and what a delivery leaves is one whole release and nothing besides.
 */
final class StackWatch {
    private final TestBed bed;
    /** Services and networks that outlive a release, of releases that were live. */
    private final Set<String> outliving = new TreeSet<>();
    /** Services that somebody has changed, by their names: what becomes of them is not the engine's doing. */
    private final Set<String> meddled = new TreeSet<>();
    /** Whether somebody has ever changed anything: what is gone may stay so. */
    private boolean everMeddled;
    /** Configs and secrets of the releases that were kept when it was looked before: the next delivery removes them. */
    private Set<String> lastKept = new TreeSet<>();

    StackWatch(TestBed bed) {
        this.bed = bed;
        bed.afterStep = this::look;
        Consumer<Optional<Color>> served = bed.router.afterChange;
        bed.router.afterChange = color -> {
            if (color.map(each -> APP.serviceName("web", each))
                    .filter(meddled::contains)
                    .isEmpty()) {
                served.accept(color);
            }
        };
    }

    void meddledWith(String name) {
        meddled.add(name);
        everMeddled = true;
    }

    boolean meddled() {
        return !meddled.isEmpty();
    }

    void forgetMeddling() {
        meddled.clear();
    }

    /** What must hold at every moment. */
    private void look() {
        remember();
        Stream.concat(
                        bed.router.serving().stream().flatMap(Optional::stream),
                        bed.router.durable.preview().map(TrafficRouter.Target::color).stream())
                .distinct()
                .forEach(this::oneRelease);
        bed.router.serving().stream().flatMap(Optional::stream).distinct().forEach(this::serves);
        workers();
    }

    private void violated(String what) {
        if (!bed.violations.contains(what)) {
            bed.violations.add(what);
        }
    }

    private void remember() {
        if (!bed.ledgers.applications().contains(APP)) {
            return;
        }
        bed.ledger().active().flatMap(this::kept).ifPresent(release -> {
            release.with(Role.SHARED).forEach(part -> outliving.add(part.spec().name()));
            outliving.addAll(release.objects().networkNames());
        });
    }

    private Optional<ReleaseSpec> kept(PlacedRelease placed) {
        return bed.ledgers.keptSpec(APP, placed.release().number());
    }

    /** Of one color, beside its jobs. */
    private List<Service> services(Color color) {
        return bed.swarm.seen().stream()
                .filter(service -> color.word().equals(label(service, Labels.COLOR)))
                .filter(service -> !label(service, Labels.SERVICE).startsWith("job"))
                .filter(service -> label(service, Labels.ROLE).isEmpty())
                .toList();
    }

    private static String label(Service service, String name) {
        return service.spec().labels().getOrDefault(name, "");
    }

    private void oneRelease(Color color) {
        Set<String> deliveries = services(color).stream()
                .map(service -> label(service, Labels.RELEASE) + " of " + label(service, Labels.DELIVERY))
                .collect(Collectors.toCollection(TreeSet::new));
        if (deliveries.size() > 1) {
            violated("mixed releases are routed to as " + color + ": " + deliveries);
        }
    }

    private void serves(Color color) {
        String entry = APP.serviceName("web", color);
        boolean none = bed.swarm.seen().stream()
                .filter(service -> service.name().equals(entry))
                .noneMatch(service -> Planner.replicas(service).orElse(0L) > 0);
        if (none && !meddled.contains(entry)) {
            violated("users are routed to " + entry + ", which has no tasks");
        }
    }

    private void workers() {
        if (!bed.ledgers.applications().contains(APP)) {
            return;
        }
        Set<String> atSwitch = bed.ledger().placed().stream()
                .flatMap(placed -> kept(placed).stream())
                .flatMap(release -> release.parts().stream().filter(Part::atSwitch))
                .map(Part::name)
                .collect(Collectors.toSet());
        for (String worker : atSwitch) {
            List<String> both = Stream.of(Color.values())
                    .map(color -> APP.serviceName(worker, color))
                    .toList();
            boolean running = both.stream()
                    .allMatch(name -> bed.swarm.seen().stream()
                            .anyMatch(service -> service.name().equals(name)
                                    && Planner.replicas(service).orElse(0L) > 0));
            if (running && both.stream().noneMatch(meddled::contains)) {
                violated("worker " + worker + " is to run in both colors");
            }
        }
    }

    /** What must hold once nothing is under way. */
    void whole() {
        Ledger ledger = bed.ledger();
        Stream.of(ledger.active(), ledger.standby()).flatMap(Optional::stream).forEach(this::whole);
        ledger.active().flatMap(this::kept).ifPresent(this::shared);
        Set<String> services = new TreeSet<>(outliving);
        ledger.placed().forEach(placed -> placed.services().forEach(ref -> services.add(ref.name())));
        orphans("service", bed.swarm.names(), services);
        orphans(
                "network",
                bed.swarm.objectNames(Swarm.Kind.NETWORK),
                Stream.concat(outliving.stream(), Stream.of("apps")).toList());
        Set<String> kept = bed.ledgers.keptSpecs(APP).stream()
                .map(ReleaseSpec::objects)
                .flatMap(objects -> Stream.concat(objects.configs().stream(), objects.secrets().stream()))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> objects = Stream.concat(
                        bed.swarm.objectNames(Swarm.Kind.CONFIG).stream(),
                        bed.swarm.objectNames(Swarm.Kind.SECRET).stream())
                .toList();
        lastKept.addAll(kept);
        orphans("config or secret", objects, lastKept);
        lastKept = kept;
        kept.stream()
                .filter(name -> !everMeddled && !objects.contains(name))
                .forEach(name -> violated("a kept release needs " + name + ", which is gone"));
    }

    private void orphans(String kind, List<String> there, Collection<String> named) {
        there.stream()
                .filter(name -> !named.contains(name))
                .forEach(name -> violated("left over: " + kind + " " + name));
    }

    /** Every service of the release as it was kept; those that start at the switch only where users are. */
    private void whole(PlacedRelease placed) {
        boolean active = bed.ledger().active().filter(placed::equals).isPresent();
        Optional<ReleaseSpec> kept = kept(placed);
        if (kept.isEmpty()) {
            violated(placed + " has no kept spec");
            return;
        }
        Map<String, Service> there =
                services(placed.color()).stream().collect(Collectors.toMap(Service::name, each -> each));
        for (Part part : kept.get().colored()) {
            String name = part.spec().name();
            if (meddled.contains(name)) {
                continue;
            }
            Service service = there.get(name);
            long wanted = part.atSwitch() && !active
                    ? 0
                    : Planner.replicas(part.spec()).orElseThrow();
            if (service == null) {
                violated(placed + " lacks " + name);
            } else if (!service.spec().image().equals(part.spec().image())
                    || Planner.replicas(service).orElseThrow() != wanted) {
                violated(name + " of " + placed + " is " + service.spec().image() + " with "
                        + Planner.replicas(service).orElseThrow() + " tasks, not "
                        + part.spec().image() + " with " + wanted);
            }
        }
    }

    private void shared(ReleaseSpec active) {
        for (Part part : active.with(Role.SHARED)) {
            String name = part.spec().name();
            Optional<Service> service = bed.swarm.seen().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst();
            String image = service.map(each -> each.spec().image()).orElse("gone");
            boolean keptByDocker =
                    bed.swarm.rollsBack.contains(part.spec().image().replaceAll(".*:(.*)@.*", "$1"));
            if (!image.equals(part.spec().image()) && !meddled.contains(name) && !keptByDocker) {
                violated("shared " + name + " is " + image + ", not "
                        + part.spec().image());
            }
        }
    }
}
