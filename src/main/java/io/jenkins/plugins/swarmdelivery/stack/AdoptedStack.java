package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.RunningStack;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A stack that {@code docker stack deploy} runs, read like a stack file: from the labels of its services, and from its
 * file if that is given.
 */
public final class AdoptedStack implements RunningStack {
    private final String name;
    private final Optional<Stack> file;
    private final List<GivenRoute> routes;
    private final RoutedBy routed;

    /**
     * @param name of the stack
     * @param file from which later deliveries are made; it overrides the labels of running services
     * @param routes that neither the file nor the labels contain
     * @param routed which labels make a service a routed one
     */
    public AdoptedStack(String name, Optional<Stack> file, List<GivenRoute> routes, RoutedBy routed) {
        this.name = name;
        this.file = file;
        this.routes = List.copyOf(routes);
        this.routed = routed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Known known(List<ServiceSpec> services) {
        Map<String, ServiceSpec> specs = new LinkedHashMap<>();
        String prefix = name + "_";
        services.forEach(spec ->
                specs.put(spec.name().startsWith(prefix) ? spec.name().substring(prefix.length()) : spec.name(), spec));
        requireServices(specs);
        file.ifPresent(stack -> requireFile(stack, specs));
        Map<String, Value> written = new LinkedHashMap<>();
        specs.forEach((service, spec) -> written.put(service, written(service, spec, specs)));
        List<String> notes = new ArrayList<>();
        List<StackService> read = new ArrayList<>();
        TakenRoutes.onto(written, notes::add)
                .forEach((service, fields) -> read.add(Roles.of(service, (Fields) fields, routed)));
        Fields all = new Fields(Place.unwritten("stack " + name), written);
        List<StackService> ordered = StartOrder.of(read, all, notes::add);
        ProposedRoutes proposed = new ProposedRoutes(specs);
        if (ordered.stream().noneMatch(service -> service.role() == Role.ROUTED)) {
            throw new RefusedException("stack " + name + ": none of " + String.join(", ", specs.keySet())
                    + " has a route. " + proposed.remedy());
        }
        notes.addAll(GivenRoute.notes(routes));
        file.ifPresent(stack -> notes.addAll(missing(stack, specs)));
        Map<String, String> reasons = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>();
        for (StackService service : ordered) {
            reasons.put(service.name(), service.part().reason());
            parts.add(new Part(
                    service.name(),
                    service.role(),
                    specs.get(service.name()),
                    StackRelease.conditions(service),
                    service.part().atSwitch()));
        }
        return new Known(parts, reasons, notes);
    }

    private void requireServices(Map<String, ServiceSpec> specs) {
        for (GivenRoute route : routes) {
            if (!specs.containsKey(route.service())) {
                String all = "services of the stack: " + String.join(", ", specs.keySet());
                throw new RefusedException(
                        "--route", route, "no such service; " + Guess.question(route.service(), specs.keySet(), all));
            }
        }
    }

    /** The first delivery would remove services that the file does not contain. */
    private void requireFile(Stack stack, Map<String, ServiceSpec> specs) {
        TreeSet<String> unknown = new TreeSet<>(specs.keySet());
        stack.services().forEach(service -> unknown.remove(service.name()));
        if (!unknown.isEmpty()) {
            throw new RefusedException("stack " + name + ": " + String.join(", ", unknown)
                    + " runs, and is not in the stack file: the first delivery would remove it. Pass its file too, with"
                    + " another --file, or remove what is no longer needed: docker service rm "
                    + unknown.stream().map(service -> specs.get(service).name()).collect(Collectors.joining(" ")));
        }
    }

    /** The service as a stack file would define it. */
    private Fields written(String service, ServiceSpec spec, Map<String, ServiceSpec> running) {
        Fields fields = file.flatMap(stack -> stack.written(service))
                .map(found -> runningAlone(found, running))
                .orElseGet(() -> LiveFields.of("service " + spec.name(), spec));
        for (GivenRoute route : routes) {
            fields = route.service().equals(service) ? route.onto(fields) : fields;
        }
        return fields;
    }

    /** Drops dependencies that do not run: nothing can wait for them. */
    private static Fields runningAlone(Fields service, Map<String, ServiceSpec> running) {
        Fields dependencies = service.fields("depends_on");
        Map<String, Value> there = new LinkedHashMap<>(dependencies.values());
        there.keySet().retainAll(running.keySet());
        return dependencies.values().isEmpty()
                ? service
                : service.with("depends_on", new Fields(dependencies.place(), there));
    }

    private static List<String> missing(Stack stack, Map<String, ServiceSpec> running) {
        TreeSet<String> missing = new TreeSet<>();
        stack.services().forEach(service -> missing.add(service.name()));
        missing.removeAll(running.keySet());
        return missing.isEmpty()
                ? List.of()
                : List.of("not running, and therefore not adopted: " + String.join(", ", missing));
    }
}
