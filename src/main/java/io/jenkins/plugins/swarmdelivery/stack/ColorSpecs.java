package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Coloring;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a delivery posts instead of what {@code docker stack deploy} would: the services of one color run beside those
 * of the other, and callers in one color never reach the other.
 *
 * @param specs all objects of the release; services in the order in which they start
 * @param secretNames the names of all secrets that are not external, by the names that {@code docker stack deploy}
 *     would give them; including secrets kept from an earlier release, which have no body
 * @param left what the services of a color do not carry over, as messages
 * @param joined the services that join the network of the router although the file does not say so
 */
public record ColorSpecs(StackSpecs specs, Map<String, String> secretNames, List<String> left, Set<String> joined) {
    private static final int DOCKERS = 63;

    /** @throws RefusedException if a service cannot run in two colors */
    public static ColorSpecs of(Stack stack, StackSource.Target target) {
        StackSpecs plain = stack.specs(target.application().name());
        Map<Object, Map<String, Object>> byName =
                plain.services().stream().collect(Collectors.toMap(tree -> tree.get("Name"), Function.identity()));
        Contents contents = new Contents(
                target, plain, stack.keptSecrets(target.application().name()));
        ColorNetwork network = new ColorNetwork(target, plain.networks());
        List<String> left = new ArrayList<>();
        Set<String> joined = new HashSet<>();
        List<Map<String, Object>> services = new ArrayList<>();
        for (StackService service : stack.services()) {
            Map<String, Object> tree = Json.copy(byName.get(target.application() + "_" + service.name()));
            contents.rename(tree);
            Json.object(tree, "Labels")
                    .put(Labels.APPLICATION, target.application().name());
            Json.object(tree, "Labels").put(Labels.SERVICE, service.name());
            requireName(service, tree);
            if (service.role() == Role.JOB) {
                Coloring.runOnce(tree);
            }
            if (service.role() != Role.SHARED) {
                color(tree, service, target);
                unpublish(tree, service, left);
                network.join(tree, service, left);
                if (network.joinRouters(tree, service)) {
                    joined.add(service.name());
                }
            }
            services.add(tree);
        }
        List<Map<String, Object>> networks = new ArrayList<>(plain.networks());
        networks.add(network.body());
        StackSpecs specs =
                new StackSpecs(List.copyOf(networks), contents.configs(), contents.secrets(), List.copyOf(services));
        return new ColorSpecs(specs, contents.secretNames(), List.copyOf(left), Set.copyOf(joined));
    }

    /** One color of a service, which {@code docker stack} must not take for its own. */
    private static void color(Map<String, Object> tree, StackService service, StackSource.Target target) {
        Coloring.tooLong(target.application(), service.name()).ifPresent(name -> {
            throw new RefusedException(
                    "services." + service.name(),
                    name,
                    "use at most " + Coloring.LONGEST_NAME + " characters; choose a shorter name");
        });
        Coloring.mark(tree, target.application().serviceName(service.name(), target.color()), target.color());
    }

    private static void requireName(StackService service, Map<String, Object> tree) {
        String name = Json.text(tree, "Name").orElse("");
        if (service.role() == Role.SHARED && name.length() > DOCKERS) {
            throw new RefusedException(
                    "services." + service.name(), name, "Docker allows at most 63 characters; choose a shorter name");
        }
    }

    /** What users call instead of the port; empty if only labels of Traefik say it. */
    private static String addresses(StackService service) {
        String all = service.routes().stream().map(Route::address).collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : ": " + all;
    }

    private static void unpublish(Map<String, Object> tree, StackService service, List<String> left) {
        List<Object> ports = Json.list(tree, "EndpointSpec", "Ports");
        if (ports.isEmpty()) {
            return;
        }
        String published = ports.stream()
                .map(port -> Json.number(port, "PublishedPort").map(String::valueOf))
                .map(number -> number.orElse("that Docker chooses"))
                .collect(Collectors.joining(", "));
        left.add(
                "port " + published + " of " + service.name() + " is not published, because both colors would need it; "
                        + (service.role() == Role.ROUTED
                                ? "users reach it through the router" + addresses(service)
                                : "give it a route with the label " + RouteLabels.PREFIX + "port"));
        Json.object(tree, "EndpointSpec").remove("Ports");
    }
}
