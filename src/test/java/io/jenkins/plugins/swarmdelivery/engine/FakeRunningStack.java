package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.RunningStack;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The services of {@link FakeStack} as {@code docker stack deploy} has made them. */
final class FakeRunningStack implements RunningStack {
    private static final String STACK = TestBed.APP.name();
    private static final Map<String, Role> ROLES = new LinkedHashMap<>();

    static {
        ROLES.put("db", Role.SHARED);
        ROLES.put("migrate", Role.JOB);
        ROLES.put("api", Role.COLORED);
        ROLES.put("web", Role.ROUTED);
        ROLES.put("worker", Role.COLORED);
    }

    private List<String> more = List.of();

    /** Deploys it as Docker's own client does. */
    static FakeRunningStack deployed(TestBed bed, String version) {
        bed.swarm.createByHand(Swarm.Kind.NETWORK, Map.of("Name", STACK + "_default"));
        bed.swarm.createByHand(Swarm.Kind.CONFIG, Map.of("Name", STACK + "_page", "Data", "hello"));
        bed.swarm.createByHand(Swarm.Kind.SECRET, Map.of("Name", STACK + "_password", "Data", "swordfish"));
        ROLES.keySet().forEach(service -> deploy(bed, service, service.equals("db") ? "15" : version));
        return new FakeRunningStack();
    }

    /** One of its services, as a deploy of the same file makes it again. */
    static void deploy(TestBed bed, String service, String version) {
        bed.swarm.createByHand(spec(bed, service, version));
    }

    static ServiceSpec spec(TestBed bed, String service, String version) {
        Map<String, Object> container = new LinkedHashMap<>();
        String image = "registry:5000/" + service + ":" + version;
        container.put("Image", bed.resolve(ImageReference.parse(image)).toString());
        container.put("Isolation", "default");
        if (service.equals("api")) {
            container.put("Configs", List.of(reference(bed, "Config", STACK + "_page", "/page")));
            container.put("Secrets", List.of(reference(bed, "Secret", STACK + "_password", "password")));
        }
        String network = bed.swarm.network(STACK + "_default").orElseThrow().id();
        Map<String, Object> aliased = Map.of("Target", network, "Aliases", List.of(service));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("Name", STACK + "_" + service);
        tree.put("Labels", Map.of("com.docker.stack.namespace", STACK));
        tree.put(
                "TaskTemplate",
                Map.of(
                        "ContainerSpec",
                        container,
                        "Networks",
                        service.equals("web") ? List.of(Map.of("Target", "apps"), aliased) : List.of(aliased),
                        "Runtime",
                        "container"));
        tree.put(
                "Mode",
                ROLES.get(service) == Role.JOB
                        ? Map.of("ReplicatedJob", Map.of("MaxConcurrent", 1L))
                        : Map.of("Replicated", Map.of("Replicas", 2L)));
        return new ServiceSpec(Json.copy(tree));
    }

    private static Map<String, Object> reference(TestBed bed, String kind, String name, String file) {
        Swarm.Named named = (kind.equals("Config") ? bed.swarm.config(name) : bed.swarm.secret(name)).orElseThrow();
        return Map.of(kind + "Name", name, kind + "ID", named.id(), "File", Map.of("Name", file));
    }

    /** A colored service more. */
    FakeRunningStack with(String service) {
        more = List.of(service);
        return this;
    }

    Order.AdoptStack order() {
        return order(0);
    }

    Order.AdoptStack order(int bake) {
        return new Order.AdoptStack(
                TestBed.APP, this, new TestOptions().bake(bake).build());
    }

    @Override
    public String name() {
        return STACK;
    }

    @Override
    public Known known(List<ServiceSpec> services) {
        List<Part> parts = Stream.concat(ROLES.keySet().stream(), more.stream())
                .flatMap(name -> services.stream()
                        .filter(spec -> spec.name().equals(STACK + "_" + name))
                        .map(spec -> new Part(
                                name, ROLES.getOrDefault(name, Role.COLORED), spec, Map.of(), name.equals("worker"))))
                .toList();
        return new Known(parts, Map.of(), List.of());
    }
}
