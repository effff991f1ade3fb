package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The network in which services of one color know each other by name. On the networks of the file they have no name, because
 * that of {@code api} would be answered with tasks of both colors there.
 */
final class ColorNetwork {
    private static final String ENCRYPTED = "encrypted";

    private final StackSource.Target target;
    private final List<Map<String, Object>> ofFile;

    /** @param ofFile the networks that the file describes; others belong to somebody else */
    ColorNetwork(StackSource.Target target, List<Map<String, Object>> ofFile) {
        this.target = target;
        this.ofFile = ofFile;
    }

    private String name() {
        return target.application().serviceName(target.color());
    }

    /**
     * What creates it. It is internal, so that no service gets a way out that its own networks do not give it; and encrypted
     * where one of the file's is.
     */
    Map<String, Object> body() {
        Optional<String> encrypted = ofFile.stream()
                .flatMap(network -> Json.text(network, "Options", ENCRYPTED).stream())
                .findFirst();
        Map<String, Object> labels = new LinkedHashMap<>();
        labels.put(Labels.APPLICATION, target.application().name());
        labels.put(Labels.COLOR, target.color().word());
        return new Body()
                .put("Name", name())
                .put("Driver", "overlay")
                .put("Internal", true)
                .put("Attachable", false)
                .some("Options", encrypted.map(value -> Map.of(ENCRYPTED, value)))
                .put("Labels", labels)
                .fields();
    }

    /** Has a service of the color join it, with all its names. Names that its neighbors lose by that are told. */
    void join(Map<String, Object> tree, StackService service, List<String> left) {
        Set<String> names = new LinkedHashSet<>(List.of(service.name()));
        List<Map<String, Object>> joined = new ArrayList<>();
        for (Object network : Json.list(tree, "TaskTemplate", "Networks")) {
            Map<String, Object> attachment = new LinkedHashMap<>(fields(network));
            String other = Json.text(attachment, "Target").orElse("");
            if (Networks.ofNodes(other)) {
                throw new RefusedException(
                        "services." + service.name() + ".networks",
                        other,
                        "two colors would share the ports of the node; join an overlay network, or write role: shared");
            }
            List<String> aliases = Json.texts(attachment, "Aliases");
            attachment.remove("Aliases");
            names.addAll(aliases);
            if (!describes(other) && !aliases.isEmpty()) {
                left.add("on network " + other + ", " + service.name() + " does not get the alias "
                        + aliases.stream().sorted().collect(Collectors.joining(", "))
                        + ", because both colors would answer; let other applications call its route");
            }
            joined.add(attachment);
        }
        joined.add(new Body()
                .put("Target", name())
                .put("Aliases", List.copyOf(names))
                .fields());
        routersNetwork(service, joined)
                .ifPresent(
                        network -> joined.add(new Body().put("Target", network).fields()));
        joined.sort(Comparator.comparing(attachment -> (String) attachment.get("Target")));
        Json.object(tree, "TaskTemplate").put("Networks", joined);
    }

    private Optional<String> routersNetwork(StackService service, List<Map<String, Object>> joined) {
        return target.routerNetwork()
                .filter(network -> service.role() == Role.ROUTED)
                .filter(network -> joined.stream().noneMatch(there -> network.equals(there.get("Target"))));
    }

    private boolean describes(String network) {
        return ofFile.stream().anyMatch(body -> network.equals(body.get("Name")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(Object network) {
        return (Map<String, Object>) network;
    }
}
