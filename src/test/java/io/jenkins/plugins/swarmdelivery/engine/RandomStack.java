package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** A stack made at random: any roles, dependencies, workers and routes, one of which always leads to {@code web}. */
final class RandomStack implements StackSource {
    static final List<String> ROUTED = List.of("web", "web2", "web3");
    private static final String REGISTRY = "registry:5000/";

    /** @param revision of what outlives a release, as a database does; empty: it is of the release's version */
    private record Piece(
            String name, Role role, Map<String, Part.Condition> needs, boolean atSwitch, long tasks, String revision) {
        Piece at(String other) {
            return new Piece(name, role, needs, atSwitch, tasks, other);
        }
    }

    private final String version;
    private final List<Piece> pieces;
    private final String config;
    private final String secret;

    private RandomStack(String version, List<Piece> pieces, String config, String secret) {
        this.version = version;
        this.pieces = pieces;
        this.config = config;
        this.secret = secret;
    }

    static RandomStack first(Random random) {
        List<Piece> pieces = new ArrayList<>();
        some(random, 2, pieces, "db", Role.SHARED);
        some(random, 2, pieces, "job", Role.JOB);
        some(random, 3, pieces, "api", Role.COLORED);
        pieces.add(piece(random, pieces, "web", Role.ROUTED));
        for (String name : ROUTED.subList(1, 1 + random.nextInt(ROUTED.size()))) {
            pieces.add(piece(random, pieces, name, Role.ROUTED));
        }
        some(random, 2, pieces, "worker", Role.COLORED);
        return new RandomStack("1.0", pieces, "c1", "s1");
    }

    private static void some(Random random, int most, List<Piece> pieces, String name, Role role) {
        int number = random.nextInt(most + 1);
        for (int i = 1; i <= number; i++) {
            pieces.add(piece(random, pieces, name + i, role));
        }
    }

    private static Piece piece(Random random, List<Piece> before, String name, Role role) {
        Map<String, Part.Condition> needs = new LinkedHashMap<>();
        for (Piece other : before) {
            if (random.nextInt(3) == 0) {
                needs.put(
                        other.name(),
                        other.role() == Role.JOB
                                ? Part.Condition.COMPLETED
                                : random.nextBoolean() ? Part.Condition.HEALTHY : Part.Condition.STARTED);
            }
        }
        boolean atSwitch = role == Role.COLORED && random.nextInt(3) == 0;
        return new Piece(name, role, needs, atSwitch, 1 + random.nextInt(3), role == Role.SHARED ? "r1" : "");
    }

    /** The next version: databases and objects change now and then, a service comes or goes. */
    RandomStack next(Random random, String next) {
        List<Piece> changed = new ArrayList<>();
        for (Piece piece : pieces) {
            boolean gone = !piece.name().equals("web") && random.nextInt(8) == 0;
            boolean renewed = piece.role() == Role.SHARED && random.nextInt(3) == 0;
            if (!gone) {
                changed.add(renewed ? piece.at("r" + next) : piece);
            }
        }
        if (random.nextInt(6) == 0) {
            changed.add(piece(random, changed, "extra" + next.replace('.', '-'), Role.COLORED));
        }
        List<String> names = changed.stream().map(Piece::name).toList();
        changed.forEach(piece -> piece.needs().keySet().retainAll(names));
        return new RandomStack(
                next,
                changed,
                random.nextInt(3) == 0 ? "c" + next : config,
                random.nextInt(3) == 0 ? "s" + next : secret);
    }

    String version() {
        return version;
    }

    /** By which {@link FakeSwarm#behaves} knows the services, the one that users reach first among them. */
    List<String> tags() {
        return pieces.stream().map(this::tag).toList();
    }

    private String tag(Piece piece) {
        if (piece.name().equals("web")) {
            return version;
        }
        return (piece.revision().isEmpty() ? version : piece.revision()) + "-" + piece.name();
    }

    private String image(Piece piece) {
        return REGISTRY + piece.name() + ":" + tag(piece);
    }

    Order.Deploy order(TestOptions options) {
        Piece web = pieces.stream()
                .filter(piece -> piece.name().equals("web"))
                .findFirst()
                .orElseThrow();
        return new Order.Deploy(
                TestBed.APP,
                Order.Deploy.Wanted.of(ImageReference.parse(image(web)), this),
                Order.Deploy.Terms.STRICT,
                options.build());
    }

    @Override
    public Content content(Target target) {
        String config = target.application() + "_page_" + this.config;
        String secret = target.application() + "_password_" + this.secret;
        ReleaseSpec.Objects objects = new ReleaseSpec.Objects(
                List.of(
                        network(target.application() + "_default", Map.of()),
                        network(
                                target.application().serviceName(target.color()),
                                Map.of(Labels.COLOR, target.color().word()))),
                List.of(config),
                List.of(secret));
        List<Part> parts =
                pieces.stream().map(piece -> part(target, piece, objects)).toList();
        return new Content(
                new ReleaseSpec(parts, objects),
                new Bodies(
                        List.of(Map.of("Name", config, "Data", "page")),
                        List.of(Map.of("Name", secret, "Data", "password"))),
                Map.of(),
                List.of(),
                List.of());
    }

    private static Map<String, Object> network(String name, Map<String, String> labels) {
        return Map.of("Name", name, "Driver", "overlay", "Labels", labels);
    }

    private Part part(Target target, Piece piece, ReleaseSpec.Objects objects) {
        boolean shared = piece.role() == Role.SHARED;
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "Name",
                shared
                        ? target.application() + "_" + piece.name()
                        : target.application().serviceName(piece.name(), target.color()));
        Map<String, Object> labels = Json.object(tree, "Labels");
        labels.put(Labels.APPLICATION, target.application().name());
        labels.put(Labels.SERVICE, piece.name());
        if (!shared) {
            labels.put(Labels.COLOR, target.color().word());
        }
        tree.put("TaskTemplate", template(target, piece, objects));
        tree.put(
                "Mode",
                piece.role() == Role.JOB
                        ? Map.of("ReplicatedJob", Map.of("MaxConcurrent", 1L))
                        : Map.of("Replicated", Map.of("Replicas", piece.tasks())));
        return new Part(piece.name(), piece.role(), new ServiceSpec(Json.copy(tree)), piece.needs(), piece.atSwitch());
    }

    private Map<String, Object> template(Target target, Piece piece, ReleaseSpec.Objects objects) {
        Map<String, Object> container = new LinkedHashMap<>();
        container.put("Image", image(piece));
        container.put("Healthcheck", Map.of("Test", List.of("CMD", "true")));
        if (piece.role() != Role.SHARED) {
            container.put("Configs", references("Config", objects.configs()));
            container.put("Secrets", references("Secret", objects.secrets()));
        }
        Stream<String> networks = Stream.of(target.application() + "_default");
        if (piece.role() != Role.SHARED) {
            networks = Stream.concat(networks, Stream.of(target.application().serviceName(target.color())));
        }
        if (piece.role() == Role.ROUTED) {
            networks = Stream.concat(networks, Stream.of("apps"));
        }
        return Map.of(
                "ContainerSpec",
                container,
                "Networks",
                networks.map(name -> Map.of("Target", name)).toList());
    }

    private static List<Map<String, Object>> references(String kind, List<String> names) {
        return names.stream()
                .map(name -> Map.<String, Object>of(kind + "Name", name, "File", Map.of("Name", "/file")))
                .toList();
    }
}
