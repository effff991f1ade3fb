package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Gives the services of a stack the routes that docker-flow-proxy has for them, if none has a route of ours. */
final class TakenRoutes {
    private final Map<String, DockerFlow> served = new LinkedHashMap<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> noted = new ArrayList<>();

    private TakenRoutes(Map<String, Value> services) {
        services.forEach((name, service) -> {
            StackService read = Roles.of(name, (Fields) service, RoutedBy.ROUTES);
            DockerFlow flow = DockerFlow.of(texts((Fields) service));
            boolean chosen = read.role() == Role.JOB || labels((Fields) service).has(Roles.ROLE);
            if (!chosen && read.routes().isEmpty()) {
                add(read, flow);
            }
        });
    }

    private void add(StackService service, DockerFlow flow) {
        String name = service.name();
        flow.notes().forEach(note -> noted.add(name + ": " + note));
        if (flow.routes().isEmpty() && flow.lost().isEmpty()) {
            return;
        }
        served.put(name, flow);
        flow.lost().forEach(line -> lost.add(name + ": " + line));
        if (service.role() == Role.SHARED) {
            lost.add(name + ": " + service.part().reason() + ", and a service with a route runs in two colors; add its"
                    + " route only if two may write, else the label " + Roles.ROLE + ": shared");
        }
    }

    /**
     * The services with these routes as labels.
     *
     * @param services by name, in long form
     * @throws RefusedException if docker-flow-proxy does more for a service than HAProxy would
     */
    static Map<String, Value> onto(Map<String, Value> services, Consumer<String> notes) {
        TakenRoutes taken = new TakenRoutes(services);
        boolean ours = services.values().stream()
                .flatMap(service -> texts((Fields) service).keySet().stream())
                .anyMatch(label -> label.startsWith(RouteLabels.PREFIX));
        if (ours) {
            taken.served
                    .keySet()
                    .forEach(name -> notes.accept(name + ": its labels of docker-flow-proxy are not read,"
                            + " because another service has a route of ours; if users reach this one, give it the label "
                            + RouteLabels.PREFIX + "port"));
            return services;
        }
        taken.noted.forEach(notes);
        return taken.served.isEmpty() ? services : taken.added(services, notes);
    }

    private Map<String, Value> added(Map<String, Value> services, Consumer<String> notes) {
        List<ProposedRoutes.Lines> lines = new ArrayList<>();
        served.forEach((name, flow) -> {
            if (!flow.routes().isEmpty()) {
                lines.add(new ProposedRoutes.Lines(name, ProposedRoutes.labels(flow)));
            }
        });
        if (!lost.isEmpty()) {
            throw new RefusedException("not all that docker-flow-proxy does for " + String.join(", ", served.keySet())
                    + " is carried over. If that is meant, give the services routes of ours"
                    + (lines.isEmpty() ? "" : "; add to the stack file:\n" + ProposedRoutes.Lines.text(lines))
                    + DockerFlow.notCarriedOver(lost));
        }
        notes.accept("routes are taken from the labels of docker-flow-proxy; before the next delivery, add to the stack"
                + " file:\n" + ProposedRoutes.Lines.text(lines));
        Map<String, Value> all = new LinkedHashMap<>(services);
        lines.forEach(each -> all.computeIfPresent(each.service(), (name, service) -> with((Fields) service, each)));
        return all;
    }

    private static Fields with(Fields service, ProposedRoutes.Lines routes) {
        Map<String, Value> labels = new LinkedHashMap<>(labels(service).values());
        routes.labels()
                .forEach((label, text) ->
                        labels.put(label, Value.text(labels(service).place(), text)));
        Fields deploy = service.fields("deploy");
        return service.with("deploy", deploy.with("labels", new Fields(deploy.place(), labels)));
    }

    private static Fields labels(Fields service) {
        return service.fields("deploy").fields("labels");
    }

    private static Map<String, String> texts(Fields service) {
        Map<String, String> texts = new LinkedHashMap<>();
        labels(service).values().forEach((label, value) -> texts.put(label, ((Scalar) value).text()));
        return texts;
    }
}
