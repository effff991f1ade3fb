package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The order in which services start: shared ones, then jobs, then those of a color; within each group, dependencies
 * first.
 */
final class StartOrder {
    private final Map<String, StackService> services = new LinkedHashMap<>();
    private final Map<String, Boolean> placed = new LinkedHashMap<>();
    private final List<StackService> order = new ArrayList<>();
    private final Fields written;
    private final Consumer<String> notes;

    private StartOrder(List<StackService> services, Fields written, Consumer<String> notes) {
        services.forEach(service -> this.services.put(service.name(), service));
        this.written = written;
        this.notes = notes;
    }

    /**
     * Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} where services depend on each
     * other, or on one that does not exist.
     *
     * @param written the services in the file, for the positions in errors
     * @param notes receives dependencies that the roles do not permit
     */
    static List<StackService> of(List<StackService> services, Fields written, Consumer<String> notes) {
        StartOrder order = new StartOrder(services, written, notes);
        for (int turn = 0; turn <= 2; turn++) {
            for (StackService service : services) {
                if (turn(service) == turn) {
                    order.place(service);
                }
            }
        }
        return order.order;
    }

    private static int turn(StackService service) {
        return switch (service.role()) {
            case SHARED -> 0;
            case JOB -> 1;
            case COLORED, ROUTED -> 2;
        };
    }

    private void place(StackService service) {
        if (placed.containsKey(service.name())) {
            return;
        }
        placed.put(service.name(), false);
        for (Map.Entry<String, String> dependency : service.dependsOn().entrySet()) {
            StackService before = services.get(dependency.getKey());
            if (before == null) {
                missing(service, dependency.getKey());
            } else {
                completes(service, before, dependency.getValue());
                before(service, before);
            }
        }
        placed.put(service.name(), true);
        order.add(service);
    }

    private void before(StackService service, StackService before) {
        if (turn(before) > turn(service)) {
            notes.accept(at(service, before.name())
                    .line("is not waited for: a " + service.role().word() + " service starts before a "
                            + before.role().word() + " one"));
        } else if (turn(before) == turn(service) && Boolean.FALSE.equals(placed.get(before.name()))) {
            throw at(service, before.name()).wrong(before.name(), "services depend on each other in a cycle; break it");
        } else {
            place(before);
        }
    }

    private void completes(StackService service, StackService before, String condition) {
        if (condition.equals("completed") && before.role() != Role.JOB) {
            throw at(service, before.name())
                    .wrong(
                            before.name(),
                            "only a job completes, and this one is "
                                    + before.role().word() + "; write deploy.mode: replicated-job there");
        }
    }

    private void missing(StackService service, String name) {
        Place place = at(service, name);
        Value dependency = written.fields(service.name()).fields("depends_on").get(name);
        boolean optional = dependency instanceof Fields fields
                && fields.get("required") instanceof Value.Scalar required
                && required.text().equals("false");
        if (!optional) {
            String all = "known services: " + Place.shown(String.join(", ", services.keySet()), 300);
            throw place.wrong(
                    name,
                    "no such service, or its profile is not included; " + Guess.question(name, services.keySet(), all));
        }
    }

    private Place at(StackService service, String dependency) {
        return written.fields(service.name())
                .fields("depends_on")
                .get(dependency)
                .place();
    }
}
