package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Coloring;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A stack of five services: web calls api, which needs db; migrate prepares db, and worker runs only where users are. */
final class FakeStack implements StackSource {
    private static final String REGISTRY = "registry:5000/";

    private final Map<String, String> versions = new TreeMap<>();
    private List<String> more = List.of();
    private String page = "hello";
    private String password = "swordfish";
    private final Set<String> without = new TreeSet<>();
    private UnaryOperator<Part> edit = part -> part;

    FakeStack(String version) {
        List.of("web", "api", "worker", "migrate").forEach(service -> versions.put(service, version));
        versions.put("db", "15");
    }

    FakeStack version(String service, String version) {
        versions.put(service, version);
        return this;
    }

    FakeStack page(String text) {
        page = text;
        return this;
    }

    FakeStack password(String text) {
        password = text;
        return this;
    }

    FakeStack edited(UnaryOperator<Part> change) {
        edit = change;
        return this;
    }

    /** So many services more that are like api, each with a config and a secret of its own. */
    FakeStack apis(int number) {
        more = IntStream.rangeClosed(1, number).mapToObj(i -> "api-" + i).toList();
        more.forEach(service -> versions.put(service, versions.get("api")));
        return this;
    }

    FakeStack without(String... services) {
        without.addAll(List.of(services));
        return this;
    }

    Order.Deploy order(UnaryOperator<TestOptions> change) {
        return new Order.Deploy(
                TestBed.APP,
                Order.Deploy.Wanted.of(ImageReference.parse(image("web")), this),
                Order.Deploy.Terms.STRICT,
                change.apply(new TestOptions()).build());
    }

    private String image(String service) {
        return REGISTRY + service + ":" + versions.get(service);
    }

    String config() {
        return TestBed.APP + "_page_" + page;
    }

    String secret() {
        return TestBed.APP + "_password_" + password;
    }

    @Override
    public Content content(Target target) {
        List<Part> parts = new ArrayList<>();
        parts.add(part(target, "db", Role.SHARED, Map.of()));
        parts.add(part(target, "migrate", Role.JOB, Map.of()));
        parts.add(part(target, "api", Role.COLORED, Map.of("migrate", Part.Condition.COMPLETED)));
        more.forEach(service -> parts.add(part(target, service, Role.COLORED, Map.of("db", Part.Condition.STARTED))));
        parts.add(part(target, "web", Role.ROUTED, Map.of("api", Part.Condition.HEALTHY)));
        parts.add(part(target, "worker", Role.COLORED, Map.of()));
        parts.replaceAll(edit);
        parts.removeIf(part -> without.contains(part.name()));
        ReleaseSpec.Objects objects = new ReleaseSpec.Objects(
                List.of(
                        network(target.application() + "_default", Map.of()),
                        network(
                                Coloring.network(target.application(), target.color()),
                                Map.of(Labels.COLOR, target.color().word()))),
                names(config()),
                names(secret()));
        return new Content(
                new ReleaseSpec(parts, objects),
                new Bodies(bodies(config(), page), bodies(secret(), password)),
                Map.of("db", "writes to volume data"),
                List.of(new RouteRule("web", 8080, "shop.example", "/")),
                List.of("port 80 of web is not published"));
    }

    /** Of api, and of the services that are like it. */
    private List<String> names(String ofApi) {
        return Stream.concat(Stream.of(ofApi), more.stream().map(service -> ofApi + "-" + service))
                .toList();
    }

    private List<Map<String, Object>> bodies(String ofApi, String data) {
        return names(ofApi).stream()
                .map(name -> Map.<String, Object>of("Name", name, "Data", data))
                .toList();
    }

    private static Map<String, Object> network(String name, Map<String, String> labels) {
        return Map.of("Name", name, "Driver", "overlay", "Labels", labels);
    }

    private Part part(Target target, String name, Role role, Map<String, Part.Condition> dependsOn) {
        Map<String, Object> tree = new LinkedHashMap<>();
        boolean shared = role == Role.SHARED;
        tree.put(
                "Name",
                shared
                        ? target.application() + "_" + name
                        : target.application().serviceName(name, target.color()));
        Map<String, Object> labels = Json.object(tree, "Labels");
        labels.put(Labels.APPLICATION, target.application().name());
        labels.put(Labels.SERVICE, name);
        labels.put(
                shared ? Coloring.STACK : Labels.COLOR,
                shared ? target.application().name() : target.color().word());
        tree.put("TaskTemplate", template(target, name, role));
        tree.put(
                "Mode",
                role == Role.JOB
                        ? Map.of("ReplicatedJob", Map.of("MaxConcurrent", 1L))
                        : Map.of("Replicated", Map.of("Replicas", 2L)));
        return new Part(name, role, new ServiceSpec(Json.copy(tree)), dependsOn, name.equals("worker"));
    }

    private Map<String, Object> template(Target target, String name, Role role) {
        Map<String, Object> container = new LinkedHashMap<>();
        container.put("Image", image(name));
        if (name.equals("api") || more.contains(name)) {
            String own = name.equals("api") ? "" : "-" + name;
            container.put("Configs", List.of(Map.of("ConfigName", config() + own, "File", Map.of("Name", "/page"))));
            container.put("Secrets", List.of(Map.of("SecretName", secret() + own, "File", Map.of("Name", "password"))));
        }
        String ofFile = target.application() + "_default";
        List<Object> networks = new ArrayList<>();
        networks.add(
                role == Role.SHARED ? Map.of("Target", ofFile, "Aliases", List.of(name)) : Map.of("Target", ofFile));
        if (role != Role.SHARED) {
            networks.add(
                    Map.of("Target", Coloring.network(target.application(), target.color()), "Aliases", List.of(name)));
        }
        if (role == Role.ROUTED) {
            networks.add(Map.of("Target", "apps"));
        }
        return Map.of("ContainerSpec", container, "Networks", networks);
    }
}
