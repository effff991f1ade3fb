package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The complete spec of a release, as kept for a rollback.
 *
 * @param parts in the order in which they start; at least one is routed
 * @param objects what the parts use
 * @param source what a stack was made from; empty for a single service, or if it is not known
 */
public record ReleaseSpec(List<Part> parts, Objects objects, Optional<ReleaseSource> source) {
    /**
     * @param networks bodies of the requests that create them
     * @param configs names; only the Swarm has their content
     * @param secrets likewise
     */
    public record Objects(List<Map<String, Object>> networks, List<String> configs, List<String> secrets) {
        public static final Objects NONE = new Objects(List.of(), List.of(), List.of());

        public Objects {
            networks = List.copyOf(networks);
            configs = List.copyOf(configs);
            secrets = List.copyOf(secrets);
        }

        /** E.g. {@code shop-blue, shop_default}. */
        public List<String> networkNames() {
            return networks.stream()
                    .flatMap(network -> Json.text(network, "Name").stream())
                    .toList();
        }
    }

    public ReleaseSpec {
        parts = List.copyOf(parts);
    }

    /** A spec whose source is not known. */
    public ReleaseSpec(List<Part> parts, Objects objects) {
        this(parts, objects, Optional.empty());
    }

    /** The spec of an application that is a single service. */
    public static ReleaseSpec of(ServiceSpec single) {
        return new ReleaseSpec(List.of(Part.single(single)), Objects.NONE);
    }

    /** Whether it comes from a stack file. */
    public boolean stack() {
        return !entry().name().isEmpty();
    }

    /** The part that users reach; the first one if there are several. */
    public Part entry() {
        return with(Role.ROUTED).get(0);
    }

    /** The spec of {@link #entry}. */
    public ServiceSpec service() {
        return entry().spec();
    }

    /** The parts that are created and removed with the release. */
    public List<Part> colored() {
        return those(part -> part.role().ofColor());
    }

    public List<Part> with(Role role) {
        return those(part -> part.role() == role);
    }

    /** The part of that name. */
    public Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    private List<Part> those(Predicate<Part> wanted) {
        return parts.stream().filter(wanted).toList();
    }

    /** The services of its color, still to be created; the one that users reach comes first. */
    public List<PlacedRelease.ServiceRef> refs() {
        return Stream.concat(Stream.of(entry()), colored().stream().filter(part -> !part.equals(entry())))
                .map(PlacedRelease.ServiceRef::of)
                .toList();
    }

    /** With each part edited. */
    public ReleaseSpec edited(UnaryOperator<Part> edit) {
        return with(parts.stream().map(edit).toList());
    }

    /** With these parts instead. */
    public ReleaseSpec with(List<Part> changed) {
        return new ReleaseSpec(changed, objects, source);
    }

    /** With this source. */
    public ReleaseSpec from(ReleaseSource made) {
        return new ReleaseSpec(parts, objects, Optional.of(SourceFormat.bounded(made)));
    }

    /**
     * The same if it fits, otherwise without the texts of its source: the ability to roll back counts more.
     *
     * @param size of a stored spec, in bytes
     * @param most the largest size allowed, in bytes
     */
    public ReleaseSpec fitting(ToIntFunction<ReleaseSpec> size, int most) {
        boolean large = source.filter(ReleaseSource::complete).isPresent() && size.applyAsInt(this) > most;
        return large ? from(source.get().without("there is no room for it beside the specs of its services")) : this;
    }

    /**
     * The same in another color, which changes names, labels and the color's network. The spec of a single service does
     * not depend on its color.
     */
    public ReleaseSpec recolored(Application application, Color color) {
        if (!stack()) {
            return this;
        }
        return new ReleaseSpec(
                parts.stream()
                        .map(part -> part.role() == Role.SHARED ? part : recolored(application, part, color))
                        .toList(),
                new Objects(
                        objects.networks().stream()
                                .map(network -> recolored(application, network, color))
                                .toList(),
                        objects.configs(),
                        objects.secrets()),
                source);
    }

    @SuppressWarnings("unchecked")
    private static Part recolored(Application application, Part part, Color color) {
        if (Coloring.uncolored(application, part)) {
            return Coloring.colored(application, part, color);
        }
        return part.with(part.spec().edited(tree -> {
            tree.put("Name", application.serviceName(part.name(), color));
            Json.object(tree, "Labels").put(Labels.COLOR, color.word());
            Json.list(tree, "TaskTemplate", "Networks")
                    .forEach(network -> rename((Map<String, Object>) network, "Target", application, color));
        }));
    }

    private static Map<String, Object> recolored(Application application, Map<String, Object> network, Color color) {
        Map<String, Object> copy = Json.copy(network);
        if (rename(copy, "Name", application, color)) {
            Json.object(copy, "Labels").put(Labels.COLOR, color.word());
        }
        return copy;
    }

    private static boolean rename(Map<String, Object> object, String field, Application application, Color color) {
        boolean other = Json.text(object, field)
                .filter(Coloring.network(application, color.other())::equals)
                .isPresent();
        if (other) {
            object.put(field, Coloring.network(application, color));
        }
        return other;
    }

    /**
     * A hash that is equal for two releases that run the same tasks, whatever their color; scaling and labels of
     * services do not change it.
     */
    public String fingerprint(Application application) {
        if (!stack()) {
            return service().fingerprint();
        }
        return Json.fingerprint(recolored(application, Color.BLUE).parts().stream()
                .map(part ->
                        List.of(part.name(), part.role().word(), part.spec().fingerprint()))
                .toList());
    }
}
