package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The release that a delivery makes from a stack file. */
public final class StackRelease implements StackSource {
    private final Stack stack;
    private final List<StackService> services;
    private final Map<String, ImageReference> images = new LinkedHashMap<>();

    /**
     * @param images that replace those in the file
     * @throws RefusedException if the file has no such service, or none that users reach
     */
    public StackRelease(Stack stack, List<GivenImage> images) {
        this.stack = stack;
        this.services = stack.services();
        images.forEach(this::replace);
        if (services.stream().noneMatch(service -> service.role() == Role.ROUTED)) {
            throw new RefusedException(
                    "services: none of " + names() + " has a route; give the service that users reach the label "
                            + RouteLabels.PREFIX + "port below deploy.labels");
        }
    }

    private void replace(GivenImage given) {
        List<String> meant = services.stream()
                .filter(service -> given.service()
                        .map(service.name()::equals)
                        .orElseGet(() -> ImageReference.parse(service.image())
                                .repository()
                                .equals(given.image().repository())))
                .map(StackService::name)
                .toList();
        if (meant.isEmpty()) {
            String all = "services of the stack file: " + names();
            throw new RefusedException(
                    "--image",
                    given,
                    given.service()
                            .map(name -> "no such service; " + Guess.question(name, names(), all))
                            .orElse("no service has an image of this repository; name the service, e.g. "
                                    + names().get(0) + "=" + given));
        }
        meant.forEach(service -> images.put(service, given.image()));
    }

    private List<String> names() {
        return services.stream().map(StackService::name).toList();
    }

    /** The image of the first service that users reach: its tag is the version of the release. */
    public ImageReference image() {
        StackService entry = services.stream()
                .filter(service -> service.role() == Role.ROUTED)
                .findFirst()
                .orElseThrow();
        ImageReference given = images.get(entry.name());
        return given == null ? ImageReference.parse(entry.image()) : given;
    }

    @Override
    public Content content(Target target) {
        ColorSpecs color = ColorSpecs.of(stack, target);
        List<Part> parts = new ArrayList<>();
        Map<String, String> reasons = new LinkedHashMap<>();
        for (int i = 0; i < services.size(); i++) {
            StackService service = services.get(i);
            ServiceSpec spec = new ServiceSpec(color.specs().services().get(i));
            ImageReference image = images.get(service.name());
            parts.add(new Part(
                    service.name(),
                    service.role(),
                    image == null ? spec : spec.withImage(image),
                    conditions(service),
                    service.part().atSwitch()));
            String reason = service.part().reason();
            reasons.put(
                    service.name(),
                    color.joined().contains(service.name())
                            ? reason + "; joins " + target.routerNetwork().orElseThrow() + ", the network of the router"
                            : reason);
        }
        ReleaseSpec.Objects objects = new ReleaseSpec.Objects(
                color.specs().networks(),
                names(color.specs().configs()),
                color.secretNames().values().stream().sorted().toList());
        ReleaseSpec release = new ReleaseSpec(parts, objects)
                .from(stack.source(target.application().name(), color.secretNames()));
        List<String> notes = new ArrayList<>(stack.notes());
        notes.addAll(color.left());
        release.source()
                .filter(source -> !source.complete())
                .ifPresent(
                        source -> notes.add("the source of the release is not kept, so configure and promote will not"
                                + " work: " + source.omitted()));
        return new Content(
                release,
                new Bodies(color.specs().configs(), color.specs().secrets()),
                reasons,
                routes(),
                List.copyOf(notes));
    }

    private List<RouteRule> routes() {
        return services.stream()
                .flatMap(service -> service.routes().stream().flatMap(route -> rules(service.name(), route)))
                .toList();
    }

    private static Stream<RouteRule> rules(String service, Route route) {
        List<String> hosts = route.hosts().isEmpty() ? List.of("") : route.hosts();
        return hosts.stream().map(host -> new RouteRule(service, route.port(), host, route.path()));
    }

    static Map<String, Part.Condition> conditions(StackService service) {
        Map<String, Part.Condition> conditions = new LinkedHashMap<>();
        service.dependsOn()
                .forEach((other, word) -> conditions.put(other, Part.Condition.valueOf(word.toUpperCase(Locale.ROOT))));
        return conditions;
    }

    private static List<String> names(List<Map<String, Object>> bodies) {
        return bodies.stream().flatMap(body -> Json.text(body, "Name").stream()).toList();
    }
}
