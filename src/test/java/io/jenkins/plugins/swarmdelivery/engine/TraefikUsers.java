package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.router.TraefikInMemory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Users of an application behind Traefik, who notice whatever it answers itself, or sends nowhere. */
final class TraefikUsers implements TestBed.Users {
    static final String HOST = "shop.example";

    private final TestBed bed;
    private final TraefikInMemory traefik;

    private TraefikUsers(TestBed bed, TraefikInMemory traefik) {
        this.bed = bed;
        this.traefik = traefik;
    }

    /** A test bed whose router is Traefik. */
    static TestBed bed() {
        TestBed bed = new TestBed();
        TraefikInMemory traefik = new TraefikInMemory(
                bed.swarm, bed.clock, bed.swarm::seen, service -> (int) bed.swarm.healthyTasks(service.name()));
        bed.swarm.ofRouter.addAll(TraefikInMemory.services(APP.name()));
        TraefikUsers users = new TraefikUsers(bed, traefik);
        bed.routing = traefik.router();
        bed.probe = traefik::answer;
        bed.users = users;
        bed.afterStep = users::mustBeServed;
        return bed;
    }

    /** A spec with labels of Traefik, as users write them. */
    static ServiceSpec routed(ServiceSpec spec, String rule) {
        Map<String, String> labels = new TreeMap<>(spec.labels());
        labels.put("traefik.enable", "true");
        labels.put("traefik.http.routers.shop.rule", rule);
        labels.put("traefik.http.routers.shop.entrypoints", "web");
        labels.put("traefik.http.services.shop.loadbalancer.server.port", "8080");
        return spec.withLabels(labels);
    }

    @Override
    public List<Optional<Color>> serving() {
        return traefik.answering(HOST, "/").stream().map(this::color).toList();
    }

    private Optional<Color> color(List<String> services) {
        Set<Optional<Color>> colors = new LinkedHashSet<>();
        services.forEach(service -> colors.add(bed.swarm.seen().stream()
                .filter(there -> there.name().equals(service))
                .flatMap(there -> Optional.ofNullable(there.spec().labels().get(Labels.COLOR)).stream())
                .map(Color::parse)
                .findFirst()));
        if (colors.size() > 1) {
            bed.violations.add("a replica sends users to several of " + services);
        }
        return colors.stream().findFirst().orElse(Optional.empty());
    }

    @Override
    public boolean reaches(String color) {
        return serving().stream()
                .flatMap(Optional::stream)
                .anyMatch(each -> each.word().equals(color));
    }

    /** Each replica has a healthy task for users who depend on it, whatever it has read last. */
    private void mustBeServed() {
        Set<List<String>> answering = Set.copyOf(traefik.answering(HOST, "/"));
        if (!bed.isDependedOn()) {
            return;
        }
        for (List<String> services : answering) {
            boolean alive = services.stream().anyMatch(service -> bed.swarm.healthyTasks(service) > 0);
            if (!alive) {
                bed.violations.add("a replica sends users to " + services + ", which has no healthy task");
            }
        }
    }
}
