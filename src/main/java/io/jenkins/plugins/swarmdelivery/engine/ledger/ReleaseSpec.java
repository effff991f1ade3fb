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
 * All that a release is made of, as it is kept for a rollback.
 *
 * @param parts in the order in which they start; one of them at least is routed
 * @param objects what the parts need beside each other
 * @param source what a stack was made from; empty for a single service, and where it was not known
 */
public record ReleaseSpec(List<Part> parts, Objects objects, Optional<ReleaseSource> source) {
    /**
     * @param networks the bodies of the requests that create them
     * @param configs names; their content is in the Swarm alone
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

    /** One whose source is not known. */
    public ReleaseSpec(List<Part> parts, Objects objects) {
        this(parts, objects, Optional.empty());
    }

    /** Of an application that is a single service. */
    public static ReleaseSpec of(ServiceSpec single) {
        return new ReleaseSpec(List.of(Part.single(single)), Objects.NONE);
    }

    /** It comes from a stack file. */
    public boolean stack() {
        return !entry().name().isEmpty();
    }

    /** The part that users reach; the first where there are several. */
    public Part entry() {
        return with(Role.ROUTED).get(0);
    }

    /** The spec of {@link #entry}. */
    public ServiceSpec service() {
        return entry().spec();
    }

    /** Those that come and go with the release. */
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

    /** The services of a color, still to be created: what users reach first. */
    public List<PlacedRelease.ServiceRef> refs() {
        return Stream.concat(Stream.of(entry()), colored().stream().filter(part -> !part.equals(entry())))
                .map(PlacedRelease.ServiceRef::of)
                .toList();
    }

    /** With each part edited. */
    public ReleaseSpec edited(UnaryOperator<Part> edit) {
        return with(parts.stream().map(edit).toList());
    }

    /** With parts that are changed. */
    public ReleaseSpec with(List<Part> changed) {
        return new ReleaseSpec(changed, objects, source);
    }

    /** Made from this. */
    public ReleaseSpec from(ReleaseSource made) {
        return new ReleaseSpec(parts, objects, Optional.of(SourceFormat.bounded(made)));
    }

    /**
     * The same where there is room for it, else without the texts of its source: being able to roll back counts more.
     *
     * @param size of one as it is written down, in bytes
     */
    public ReleaseSpec fitting(ToIntFunction<ReleaseSpec> size, int most) {
        boolean large = source.filter(ReleaseSource::whole).isPresent() && size.applyAsInt(this) > most;
        return large ? from(source.get().without("there is no room for it beside the specs of its services")) : this;
    }

    /** The same in another color: names, labels and the color's network. A single service has nothing of its color. */
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

    /** Tells whether two releases run the same, whatever their color: scaling and labels of services do not count. */
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
