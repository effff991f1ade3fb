package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Somebody who changes, scales and removes services by hand, and networks, configs and secrets too. */
final class Meddler {
    private final TestBed bed;
    private final StackWatch watch;
    private final Random random;

    Meddler(TestBed bed, StackWatch watch, Random random) {
        this.bed = bed;
        this.watch = watch;
        this.random = random;
    }

    void act() {
        if (random.nextInt(4) == 0) {
            removeObject();
            return;
        }
        List<Service> services = bed.swarm.seen();
        if (services.isEmpty()) {
            return;
        }
        String name = services.get(random.nextInt(services.size())).name();
        watch.meddledWith(name);
        switch (random.nextInt(3)) {
            case 0 -> {
                bed.log.add("somebody removes " + name);
                bed.swarm.removeByHand(name);
            }
            case 1 -> {
                bed.log.add("somebody changes " + name);
                bed.swarm.changeByHand(
                        name,
                        spec -> spec.edited(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                                .put("Hostname", "by-hand")));
            }
            default -> {
                long replicas = random.nextInt(4);
                bed.log.add("somebody scales " + name + " to " + replicas);
                bed.swarm.changeByHand(
                        name,
                        spec -> Json.at(spec.tree(), "Mode", "Replicated") == null
                                ? spec
                                : spec.withReplicas(replicas));
            }
        }
    }

    /** As the engine says that one should, where a service was scaled to nothing. */
    void scaleUp() {
        String live = bed.ledger().active().map(placed -> placed.color().word()).orElse("none");
        bed.swarm.seen().stream()
                .filter(service -> live.equals(service.spec().labels().get(Labels.COLOR)))
                .filter(service -> Planner.replicas(service).equals(Optional.of(0L)))
                .forEach(service -> bed.swarm.changeByHand(service.name(), spec -> spec.withReplicas(1)));
    }

    private void removeObject() {
        Swarm.Kind kind = Swarm.Kind.values()[random.nextInt(3)];
        List<String> names = bed.swarm.objectNames(kind).stream()
                .filter(name -> !name.equals("apps"))
                .toList();
        if (!names.isEmpty()) {
            String name = names.get(random.nextInt(names.size()));
            if (bed.swarm.removeObjectByHand(kind, name)) {
                watch.meddledWith(name);
                bed.log.add("somebody removes " + kind.word() + " " + name);
            }
        }
    }
}
